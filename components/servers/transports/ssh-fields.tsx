"use client";

import { Stack, Text } from "@mantine/core";
import { useTranslations } from "use-intl";
import { TransportSecretHint } from "@/components/servers/transport-secret-hint";
import { useDraft } from "@/components/servers/use-draft";
import { CopyBlock } from "@/components/ui/copy-block";
import { Field, NumberField, TextField } from "@/components/ui/field";
import type { Server } from "@/lib/servers/schema";
import { HostKeyField } from "./host-key-field";

/** A folder on another machine, over SFTP. */
export function SshFields({ server }: { server: Server | null }) {
  const t = useTranslations("remoteDelivery.ssh");
  const { transport } = useDraft().draft;
  if (transport.kind !== "ssh") return null;
  const folder = transport.directory.trim() || "/etc/prometheus";
  return (
    <>
      <Field name="transport.host" label={t("host")} placeholder="prometheus.example.com" isRequired />
      <NumberField name="transport.port" label={t("port")} min={1} max={65_535} />
      <HostKeyField host={transport.host} port={transport.port} pinned={transport.hostKey} />
      <Field name="transport.user" label={t("user")} hint={t("userHint")} isRequired />
      <TextField
        name="transportSecret"
        label={t("key")}
        hint={
          <>
            {t("keyHint")} <TransportSecretHint server={server} />
          </>
        }
        placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
      />
      <Field
        name="transport.directory"
        label={t("directory")}
        hint={t("directoryHint")}
        placeholder="/etc/prometheus"
        isRequired
      />
      <Stack gap={4}>
        <Text size="sm">{t("authorizedKeys")}</Text>
        <CopyBlock text={`restrict,command="internal-sftp -d ${folder}" ssh-ed25519 AAAA...`} />
      </Stack>
    </>
  );
}
