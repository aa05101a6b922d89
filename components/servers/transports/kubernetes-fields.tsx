"use client";

import { useTranslations } from "use-intl";
import { useDraft } from "@/components/servers/use-draft";
import { CheckboxField, Field, NumberField } from "@/components/ui/field";
import { kubernetesObjects, renderDeployRights } from "@/lib/cluster-access/deploy-rights";
import type { Server } from "@/lib/servers/schema";
import { CheckTransport } from "./check-transport";
import { DeployRights } from "./deploy-rights";
import { KubernetesConnectionFields } from "./kubernetes-connection-fields";

/** A Secret, or a ConfigMap and a Secret, in the cluster where Prometheus runs. */
export function KubernetesFields({ server }: { server: Server | null }) {
  const t = useTranslations("kubernetesDelivery");
  const { transport } = useDraft().draft;
  if (transport.kind !== "kubernetes") return null;
  return (
    <>
      <KubernetesConnectionFields server={server} />
      <Field name="transport.secretName" label={t("secretName")} hint={t("secretNameHint")} isRequired />
      <Field name="transport.key" label={t("key")} hint={t("keyHint")} placeholder="prometheus.yml" isRequired />
      <Field name="transport.configMapName" label={t("configMapName")} hint={t("configMapNameHint")} />
      {transport.configMapName !== "" && (
        <Field name="transport.credentialsFolder" label={t("credentialsFolder")} hint={t("credentialsFolderHint")} isRequired />
      )}
      <NumberField name="transport.visibleSeconds" label={t("visibleSeconds")} hint={t("visibleSecondsHint")} min={1} max={900} />
      <CheckboxField name="transport.isTakeover" label={t("takeover")} hint={t("takeoverHint")} />
      <DeployRights
        namespace={transport.namespace}
        manifest={renderDeployRights(transport.namespace, kubernetesObjects(transport))}
      />
      {server?.transport.kind === "kubernetes" && <CheckTransport serverId={server.id} />}
    </>
  );
}
