"use client";

import { Alert, Button, Group, Paper, Stack, Switch, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { CopyBlock } from "@/components/ui/copy-block";
import { FailureAlert } from "@/components/ui/failure-alert";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { RelativeTime } from "@/components/ui/relative-time";
import type { CredentialRenewal } from "@/lib/clusters/credential-schema";
import type { Cluster } from "@/lib/clusters/schema";
import { useProblemText } from "@/lib/i18n/use-problem-text";
import { credentialRenewalQuery, useRenewCredential, useSwitchRenewal } from "@/lib/queries/credential";
import { readFailure } from "@/lib/queries/read-failure";
import { problem } from "@/lib/result";
import { createTokenCommand, deleteSecretCommand, endingWithin } from "./renewal-commands";

/** Whose token is stored, until when it holds, and how it is renewed. */
export function CredentialCard({ cluster }: { cluster: Cluster }) {
  const t = useTranslations("clusterCredential");
  const query = useQuery(credentialRenewalQuery(cluster.id));
  return (
    <Paper withBorder p="md" mt="lg" component="section" aria-label={t("title")}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t("title")}
        </Title>
        <Facts credential={cluster.credential} />
        <QueryBoundary query={query} skeletonRows={2}>
          {(renewal) => <Renewal cluster={cluster} renewal={renewal} />}
        </QueryBoundary>
      </Stack>
    </Paper>
  );
}

function Facts({ credential }: Pick<Cluster, "credential">) {
  const t = useTranslations("clusterCredential");
  const { kind, account, issuer, audiences, expiresAt } = credential;
  const ending = endingWithin(expiresAt, new Date());
  const named: readonly [string, string][] = [
    [t("account"), account === null ? "" : `${account.namespace}/${account.name}`],
    [t("issuer"), issuer ?? ""],
    [t("audiences"), audiences.join(", ")],
  ];
  return (
    <>
      <Text size="sm" fw={500}>
        {t(`kind.${kind}`)}
      </Text>
      {named
        .filter(([, value]) => value !== "")
        .map(([name, value]) => (
          <Text key={name} size="sm" style={{ overflowWrap: "anywhere" }}>
            {name} <code>{value}</code>
          </Text>
        ))}
      <Text size="sm" component="div">
        {expiresAt === null ? (
          t("noEnd")
        ) : (
          <>
            {t("ends")} <RelativeTime at={expiresAt} />
          </>
        )}
      </Text>
      {ending !== null && (
        <Alert color={ending === "expired" || ending === "day" ? "red" : "orange"} icon={<IconAlertTriangle aria-hidden />}>
          {t(`soon.${ending}`)}
        </Alert>
      )}
    </>
  );
}

function Renewal({ cluster, renewal }: { cluster: Cluster; renewal: CredentialRenewal }) {
  const t = useTranslations("clusterCredential");
  const problemText = useProblemText();
  const renew = useRenewCredential(cluster.id);
  const automatic = useSwitchRenewal(cluster.id);
  const error = renew.error ?? automatic.error;
  const { credential } = cluster;
  return (
    <Stack gap="sm" aria-live="polite">
      {renewal.isPossible && (
        <>
          <Switch
            checked={renewal.isAutomatic}
            disabled={automatic.isPending}
            onChange={(event) => automatic.mutate(event.currentTarget.checked)}
            label={t("automatic")}
            description={t("automaticHint")}
          />
          <Group>
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} aria-hidden />}
              loading={renew.isPending}
              onClick={() => renew.mutate()}
            >
              {t("now")}
            </Button>
            <Text size="sm" component="div">
              {renewal.renewedAt === null
                ? t("neverRenewed")
                : t.rich("renewed", { time: () => <RelativeTime at={renewal.renewedAt ?? ""} /> })}
            </Text>
            {renewal.dueAt !== null && (
              <Text size="sm" component="div">
                {t.rich("due", { time: () => <RelativeTime at={renewal.dueAt ?? ""} /> })}
              </Text>
            )}
          </Group>
        </>
      )}
      {error !== null && <FailureAlert failure={readFailure(error)} />}
      {renewal.failure !== null && (
        <Alert color="orange" title={t("failure")} icon={<IconAlertTriangle aria-hidden />}>
          {problemText(problem(renewal.failure))}
        </Alert>
      )}
      <Text size="sm">{renewal.isPossible ? t("byHand") : t("notPossible")}</Text>
      <CopyBlock text={createTokenCommand(credential)} />
      {credential.kind === "legacy" && (
        <>
          <Text size="sm">{t("retire")}</Text>
          <CopyBlock text={deleteSecretCommand(credential)} />
        </>
      )}
    </Stack>
  );
}
