"use client";

import { Alert, Group, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconLoader2 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { JobsOfCluster } from "@/lib/cluster-access";
import { ChainPanel } from "./chain-panel";
import type { CheckupProgress } from "./checkup-progress";
import { FetchTable } from "./fetch-table";
import type { AccountName } from "./missing-rights";
import { MissingRightsPanel } from "./missing-rights-panel";
import { PermissionMatrix } from "./permission-matrix";
import { deniedJobs } from "./permission-matrix-rows";
import { StepList } from "./step-list";
import { toStepRows, type Verdict, verdictOf } from "./step-rows";
import { ExcessList, WarningList } from "./warning-list";

export type CheckupSubject = {
  /** Whose manifest is shown when rights are missing. */
  readonly jobs: JobsOfCluster;
  readonly account: AccountName | null;
};

type CheckupReportProps = {
  progress: CheckupProgress;
  isRunning: boolean;
  subject: CheckupSubject;
  onPin?: (pem: string) => void;
};

const TLS_IN_DOUBT = /^tls_(untrusted|self_signed)$/;

/** Everything that a checkup has found so far: the verdict first, then what to mend, then the whole in detail. */
export function CheckupReport({ progress, isRunning, subject, onPin }: CheckupReportProps) {
  const t = useTranslations("checkup");
  const { steps, chain, permissions, fetches, excess, warnings, report } = progress;
  const denied = deniedJobs(permissions);
  const code = steps.find(({ state }) => state === "failed")?.code ?? "";
  const isInDoubt = TLS_IN_DOUBT.test(code) || warnings.some((warning) => warning.code === "verification_skipped");
  return (
    <Stack gap="md">
      <VerdictAlert progress={progress} isRunning={isRunning} />
      {denied.length > 0 && !isRunning && <MissingRightsPanel denied={denied} {...subject} />}
      <StepList rows={toStepRows(steps, isRunning)} kubernetesVersion={report?.kubernetesVersion ?? null} />
      {chain !== null && (
        <Section title={t("chain.title")}>
          <ChainPanel
            chain={chain}
            endpoint={endpointOf(subject)}
            isInDoubt={isInDoubt}
            {...(onPin === undefined ? {} : { onPin })}
          />
        </Section>
      )}
      {permissions.length > 0 && (
        <Section title={t("rights.title")} note={<RightsNote progress={progress} />}>
          <PermissionMatrix permissions={permissions} />
        </Section>
      )}
      {fetches.length > 0 && (
        <Section title={t("fetches.title")}>
          <FetchTable fetches={fetches} />
        </Section>
      )}
      {excess !== null && excess.length > 0 && <ExcessList excess={excess} />}
      {excess !== null && excess.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("noExcess")}
        </Text>
      )}
      {warnings.length > 0 && <WarningList warnings={warnings} />}
    </Stack>
  );
}

function Section({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section>
      <Group gap="sm" mb="xs" align="baseline">
        <Title order={3} size="h5">
          {title}
        </Title>
        {note}
      </Group>
      {children}
    </section>
  );
}

function RightsNote({ progress: { permissions } }: { progress: CheckupProgress }) {
  const t = useTranslations("checkup.rights");
  const denied = permissions.filter(({ state }) => state === "denied").length;
  return (
    <Text size="sm" c="dimmed">
      {denied === 0 ? t("all", { count: permissions.length }) : t("some", { denied, count: permissions.length })}
    </Text>
  );
}

const LOOK: Record<Verdict, { color: string; icon: ReactNode }> = {
  running: { color: "blue", icon: <IconLoader2 aria-hidden /> },
  ok: { color: "green", icon: <IconCircleCheck aria-hidden /> },
  partial: { color: "orange", icon: <IconAlertTriangle aria-hidden /> },
  failed: { color: "red", icon: <IconCircleX aria-hidden /> },
};

function VerdictAlert({ progress, isRunning }: { progress: CheckupProgress; isRunning: boolean }) {
  const t = useTranslations("checkup");
  const verdict = verdictOf(progress, isRunning);
  const version = progress.report?.kubernetesVersion ?? "";
  return (
    <div aria-live="polite">
      {verdict !== null && (
        <Alert {...LOOK[verdict]} title={t(`verdict.${verdict}`, { version })}>
          <VerdictText progress={progress} verdict={verdict} />
        </Alert>
      )}
      {progress.isBroken && <Alert color="red">{t("broken")}</Alert>}
    </div>
  );
}

function VerdictText({ progress, verdict }: { progress: CheckupProgress; verdict: Verdict }): ReactNode {
  const t = useTranslations("checkup");
  const { steps, permissions, fetches } = progress;
  const code = steps.find(({ state }) => state === "failed")?.code ?? null;
  if (verdict === "failed" && code !== null) {
    return t(`code.${code}.title`, steps.find(({ state }) => state === "failed")?.parameters ?? {});
  }
  if (verdict === "partial") {
    const denied = permissions.filter(({ state }) => state === "denied").length;
    const failed = fetches.filter(({ outcome }) => outcome !== "ok" && outcome !== "no_target").length;
    return t("verdict.partialText", { denied, failed });
  }
  if (verdict !== "ok") return null;
  return permissions.length === 0 ? t("verdict.okWithoutJobs") : t("verdict.okText");
}

function endpointOf({ jobs }: CheckupSubject): { host: string; port: string } {
  const { hostname, port } = new URL(jobs.apiServer);
  return { host: hostname, port: port === "" ? "443" : port };
}
