"use client";

import { Alert, Anchor, Group, MultiSelect, Paper, Stack, Text, Title } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { GuardFields } from "@/components/guards/guard-fields";
import { Field, SelectField, TextField, useFieldProps } from "@/components/ui/field";
import { RelativeTime } from "@/components/ui/relative-time";
import { clusterListQuery } from "@/lib/queries/clusters";
import type { Server } from "@/lib/servers/schema";
import { CheckServer } from "./check-server";
import { FileFields } from "./file-fields";
import { AUTH_KINDS, needsSecretAgain } from "./server-draft";
import { TransportFields } from "./transport-fields";
import { useDraft } from "./use-draft";

/** Everything about a server but its base config. `server` is null while it is being registered. */
export function SettingsFields({ server }: { server: Server | null }) {
  const t = useTranslations("servers");
  return (
    <Stack gap="md">
      <Section title={t("section.connection")}>
        <Field name="name" label={t("field.name")} hint={t("field.nameHint")} isRequired />
        <Field
          name="url"
          label={t("field.url")}
          hint={t("field.urlHint")}
          type="url"
          placeholder="http://prometheus.example:9090"
          isRequired
        />
        <AuthFields server={server} />
        <TextField name="caPem" label={t("field.caPem")} hint={t("field.caPemHint")} minRows={2} />
        <CheckServer server={server} />
      </Section>
      <Section title={t("section.delivery")}>
        <TransportFields server={server} />
        <Field
          name="prometheusVersion"
          label={t("field.prometheusVersion")}
          hint={t("field.prometheusVersionHint")}
          placeholder={t("field.prometheusVersionPlaceholder")}
        />
        <FileFields />
      </Section>
      <Section title={t("section.content")}>
        <ClustersField />
      </Section>
      <Section title={t("section.guards")}>
        <GuardFields />
      </Section>
    </Stack>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h5" mb="sm">
        {title}
      </Title>
      <Stack gap="sm">{children}</Stack>
    </Paper>
  );
}

function AuthFields({ server }: { server: Server | null }) {
  const t = useTranslations("servers.field");
  const { draft } = useDraft();
  const { kind } = draft.auth;
  return (
    <>
      <SelectField
        name="auth.kind"
        label={t("auth")}
        options={AUTH_KINDS.map((value) => ({ value, label: t(`authKind.${value}`) }))}
      />
      {kind === "basic" && <Field name="auth.username" label={t("username")} isRequired />}
      {kind === "basic" && (
        <Field
          name="auth.password"
          label={t("password")}
          type="password"
          autoComplete="new-password"
          hint={<SecretHint server={server} />}
        />
      )}
      {kind === "bearer" && (
        <Field
          name="auth.token"
          label={t("token")}
          type="password"
          autoComplete="new-password"
          hint={<SecretHint server={server} />}
        />
      )}
      {server !== null && needsSecretAgain(server, draft) && (
        <Alert color="yellow" variant="light" icon={<IconInfoCircle aria-hidden />} role="status">
          {t("secretAgain")}
        </Alert>
      )}
    </>
  );
}

function SecretHint({ server }: { server: Server | null }) {
  const t = useTranslations("servers.field");
  const { draft } = useDraft();
  if (server === null || server.auth.kind === "none" || server.auth.kind !== draft.auth.kind) return t("secretHint");
  return (
    <>
      {t("secretStored")} <RelativeTime at={server.auth.storedAt} />. {t("secretKeep")}
    </>
  );
}

/** A list of options beyond this is searched, not scrolled. */
const OPTIONS_MAX = 200;

function ClustersField() {
  const t = useTranslations("servers.field");
  const clusters = useQuery(clusterListQuery).data ?? [];
  const { value, setValue, control } = useFieldProps({ name: "clusterIds", label: t("clusterIds"), hint: t("clusterIdsHint") });
  if (clusters.length === 0) return <NoClusters />;
  return (
    <div>
      <MultiSelect
        {...control}
        data={clusters.map(({ id, name }) => ({ value: id, label: name }))}
        value={value as string[]}
        onChange={setValue}
        placeholder={t("clusterIdsPlaceholder")}
        limit={OPTIONS_MAX}
        searchable
        clearable
        hidePickedOptions
      />
      <Group gap="md" mt={6}>
        <TextButton text={t("selectAll", { count: clusters.length })} onClick={() => setValue(clusters.map(({ id }) => id))} />
        <TextButton text={t("selectNone")} onClick={() => setValue([])} />
      </Group>
    </div>
  );
}

function NoClusters() {
  const t = useTranslations("servers.field");
  return (
    <Text size="sm">
      {t("clusterIdsNone")}{" "}
      <Anchor component={Link} href="/clusters/new" inherit>
        {t("registerCluster")}
      </Anchor>
    </Text>
  );
}

function TextButton({ text, onClick }: { text: string; onClick: () => void }) {
  return (
    <Anchor component="button" type="button" size="sm" mih={24} onClick={onClick}>
      {text}
    </Anchor>
  );
}
