"use client";

import { Text } from "@mantine/core";
import { useTranslations } from "use-intl";
import { useDraft } from "@/components/servers/use-draft";
import { CopyBlock } from "@/components/ui/copy-block";
import { CheckboxField, Field, NumberField } from "@/components/ui/field";
import { kubernetesObjects, operatorReads, renderDeployRights } from "@/lib/cluster-access/deploy-rights";
import type { Server } from "@/lib/servers/schema";
import { CheckTransport } from "./check-transport";
import { DeployRights } from "./deploy-rights";
import { KubernetesConnectionFields } from "./kubernetes-connection-fields";

/** The Secret that a Prometheus object of prometheus-operator names under additionalScrapeConfigs. */
export function PrometheusOperatorFields({ server }: { server: Server | null }) {
  const t = useTranslations("kubernetesDelivery");
  const { transport } = useDraft().draft;
  if (transport.kind !== "prometheus-operator") return null;
  const { secretName, key, namespace, prometheusName } = transport;
  const objects = kubernetesObjects({ secretName, configMapName: "" });
  return (
    <>
      <Text size="sm">{t("operatorMode")}</Text>
      <KubernetesConnectionFields server={server} />
      <Field name="transport.prometheusName" label={t("prometheusName")} hint={t("prometheusNameHint")} />
      <Field name="transport.secretName" label={t("secretName")} hint={t("operatorSecretHint")} isRequired />
      <Field name="transport.key" label={t("operatorKey")} hint={t("operatorKeyHint")} isRequired />
      <Field name="transport.credentialsFolder" label={t("credentialsFolder")} hint={t("operatorFolderHint")} isRequired />
      <NumberField
        name="transport.visibleSeconds"
        label={t("visibleSeconds")}
        hint={t("operatorSecondsHint")}
        min={1}
        max={900}
      />
      <CheckboxField name="transport.isTakeover" label={t("takeover")} hint={t("takeoverHint")} />
      <Text size="sm">{t("operatorSetup")}</Text>
      <CopyBlock
        text={`spec:\n  additionalScrapeConfigs: { name: ${secretName}, key: ${key}, optional: true }\n  secrets: [${secretName}]\n`}
      />
      <DeployRights namespace={namespace} manifest={renderDeployRights(namespace, objects, operatorReads(prometheusName))} />
      {server?.transport.kind === "prometheus-operator" && <CheckTransport serverId={server.id} />}
    </>
  );
}
