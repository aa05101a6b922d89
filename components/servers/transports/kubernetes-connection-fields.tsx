"use client";

import { useTranslations } from "use-intl";
import { TransportSecretHint } from "@/components/servers/transport-secret-hint";
import { Field, TextField } from "@/components/ui/field";
import type { Server } from "@/lib/servers/schema";

/** How the cluster is reached in which Prometheus runs. */
export function KubernetesConnectionFields({ server }: { server: Server | null }) {
  const t = useTranslations("kubernetesDelivery");
  return (
    <>
      <Field
        name="transport.apiServer"
        type="url"
        label={t("apiServer")}
        hint={t("apiServerHint")}
        placeholder="https://10.0.0.1:6443"
        isRequired
      />
      <TextField name="transport.caPem" label={t("ca")} hint={t("caHint")} placeholder="-----BEGIN CERTIFICATE-----" />
      <Field name="transport.tlsServerName" label={t("tlsServerName")} hint={t("tlsServerNameHint")} />
      <Field name="transportSecret" type="password" label={t("token")} hint={<TransportSecretHint server={server} />} />
      <Field name="transport.namespace" label={t("namespace")} hint={t("namespaceHint")} isRequired />
    </>
  );
}
