"use client";

import { Stack, Text } from "@mantine/core";
import { useTranslations } from "use-intl";
import { CopyBlock } from "@/components/ui/copy-block";

/** The manifest of an account that may do just what this way of delivery does, and how to read its token. */
export function DeployRights({ manifest, namespace }: { manifest: string; namespace: string }) {
  const t = useTranslations("kubernetesDelivery");
  const token = `kubectl -n ${namespace} get secret promfleet-deploy-token -o go-template='{{.data.token | base64decode}}'`;
  return (
    <Stack gap="xs">
      <Text size="sm">{t("rights")}</Text>
      <CopyBlock text={manifest} />
      <Text size="sm">{t("readToken")}</Text>
      <CopyBlock text={token} />
    </Stack>
  );
}
