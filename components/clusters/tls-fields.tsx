"use client";

import { Alert, Radio, Stack } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { Field, TextField } from "@/components/ui/field";
import { useField } from "@/components/ui/form-state";
import type { ClusterDraft } from "./cluster-draft";

/** How the certificate of the API server is checked: against a CA, or not at all for a stated reason. */
export function TlsFields() {
  const t = useTranslations("clusters.tls");
  const { value: kind, setValue } = useField<ClusterDraft["tls"]["kind"]>("tls.kind");
  return (
    <Stack gap="sm">
      <Radio.Group label={t("label")} value={kind} onChange={(next) => setValue(next === "insecure" ? "insecure" : "ca")}>
        <Stack gap={6} mt={6}>
          <Radio value="ca" label={t("ca")} />
          <Radio value="insecure" label={t("insecure")} />
        </Stack>
      </Radio.Group>
      {kind === "ca" ? (
        <TextField
          name="tls.caPem"
          label={t("caPem")}
          hint={t("caPemHint")}
          placeholder="-----BEGIN CERTIFICATE-----"
          isRequired
        />
      ) : (
        <>
          <Alert color="orange" icon={<IconAlertTriangle aria-hidden />} title={t("warningTitle")}>
            {t("warning")}
          </Alert>
          <Field name="tls.reason" label={t("reason")} hint={t("reasonHint")} isRequired />
        </>
      )}
      <Field name="tlsServerName" label={t("serverName")} hint={t("serverNameHint")} placeholder="kubernetes.default" />
    </Stack>
  );
}
