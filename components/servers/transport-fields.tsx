"use client";

import { Select } from "@mantine/core";
import type { ComponentType } from "react";
import { useTranslations } from "use-intl";
import { useFieldProps } from "@/components/ui/field";
import type { TransportKind } from "@/lib/deployments/transport-schema";
import type { Server } from "@/lib/servers/schema";
import { DirectoryFields } from "./transports/directory-fields";
import { EMPTY_TRANSPORTS } from "./transports/empty-transports";
import { GitFields } from "./transports/git-fields";
import { KubernetesFields } from "./transports/kubernetes-fields";
import { PrometheusOperatorFields } from "./transports/prometheus-operator-fields";
import { PullFields } from "./transports/pull-fields";
import { SshFields } from "./transports/ssh-fields";
import { useDraft } from "./use-draft";

/** The fields of each way of delivery. `server` is null while it is being registered. */
const FIELDS: { readonly [Kind in TransportKind]: ComponentType<{ server: Server | null }> } = {
  directory: DirectoryFields,
  kubernetes: KubernetesFields,
  "prometheus-operator": PrometheusOperatorFields,
  pull: PullFields,
  ssh: SshFields,
  git: GitFields,
};

const KINDS = Object.keys(EMPTY_TRANSPORTS) as TransportKind[];

/** How bundles reach the server: the kind, and what that kind asks for. */
export function TransportFields({ server }: { server: Server | null }) {
  const t = useTranslations("servers.field");
  const { draft, form } = useDraft();
  const { control } = useFieldProps({
    name: "transport.kind",
    label: t("transport"),
    hint: t(`transportHint.${draft.transport.kind}`),
  });
  const Fields = FIELDS[draft.transport.kind];
  const choose = (kind: string | null) => {
    if (kind === null || kind === draft.transport.kind) return;
    // Whoever looks at another kind and comes back finds what is stored, not an empty form.
    const stored = server?.transport.kind === kind ? server.transport : EMPTY_TRANSPORTS[kind as TransportKind];
    form.setFieldValue("transport", stored as never);
    form.setFieldValue("transportSecret", "" as never);
  };
  return (
    <>
      {KINDS.length > 1 && (
        <Select
          {...control}
          data={KINDS.map((value) => ({ value, label: t(`transportKind.${value}`) }))}
          value={draft.transport.kind}
          allowDeselect={false}
          onChange={choose}
        />
      )}
      <Fields server={server} />
    </>
  );
}
