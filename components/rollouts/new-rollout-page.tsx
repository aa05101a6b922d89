"use client";

import { Button, Group, NumberInput, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconRocket } from "@tabler/icons-react";
import { useQueries, useQuery } from "@tanstack/react-query";
import type { Route } from "next";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { EmptyState } from "@/components/ui/empty-state";
import { FailureAlert } from "@/components/ui/failure-alert";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { readFailure } from "@/lib/queries/read-failure";
import { useStartRollout } from "@/lib/queries/rollouts";
import { planQuery, serverListQuery } from "@/lib/queries/servers";
import { planWaves } from "@/lib/rollout-waves/plan-waves";
import { type Strategy, strategySchema } from "@/lib/rollouts/schema";
import type { Server } from "@/lib/servers/schema";
import styles from "./new-rollout-page.module.css";
import { ServerChoice } from "./server-choice";
import { ServerPlan } from "./server-plan";
import { sumUp, useConfirmations } from "./use-confirmations";

/** Of so many servers the plans are asked for to choose those that wait for a deployment. */
const PRESELECTED_MAX = 100;

/** Chooses servers and their order, shows every plan, and starts one rollout of all. */
export function NewRolloutPage() {
  const t = useTranslations("rollouts");
  const query = useQuery(serverListQuery);
  return (
    <>
      <PageHeader
        title={t("new.title")}
        subtitle={t("new.subtitle")}
        parent={{ href: "/rollouts" as Route, label: t("title") }}
      />
      <QueryBoundary
        query={query}
        isEmpty={(servers) => servers.length === 0}
        empty={
          <EmptyState
            icon={<IconRocket size={28} />}
            title={t("noServers.title")}
            text={t("noServers.text")}
            action={
              <Button component={Link} href="/servers/new">
                {t("noServers.action")}
              </Button>
            }
          />
        }
      >
        {(servers) => <RolloutForm servers={servers} />}
      </QueryBoundary>
    </>
  );
}

function RolloutForm({ servers }: { servers: readonly Server[] }) {
  const t = useTranslations("rollouts");
  const [chosenByHand, choose] = useState<ReadonlySet<string> | null>(null);
  const waiting = useWaitingServers(servers);
  const chosen = chosenByHand ?? waiting;
  const [strategy, setStrategy] = useState<Strategy>(strategySchema.parse({}));
  const [reason, setReason] = useState("");
  const { known, report } = useConfirmations();
  const inOrder = servers.filter(({ id }) => chosen.has(id)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const sum = sumUp(
    inOrder.map(({ id }) => id),
    known,
  );
  const start = useStartRollout();
  const router = useRouter();
  const isReady =
    sum.confirmed.length > 0 && sum.waiting === 0 && sum.blocked === 0 && strategySchema.safeParse(strategy).success;
  return (
    <Stack gap="md">
      <Section id="rollout-servers" title={t("new.servers")}>
        <ServerChoice servers={servers} chosen={chosen} onChoose={choose} />
      </Section>
      <Section id="rollout-strategy" title={t("new.strategy")}>
        <StrategyFields strategy={strategy} onChange={setStrategy} />
        <Waves
          names={namesOf(
            sum.confirmed.map(({ serverId }) => serverId),
            servers,
          )}
          strategy={strategy}
        />
      </Section>
      <Stack gap="sm" component="section" aria-labelledby="rollout-plans">
        <Title order={2} size="h5" id="rollout-plans">
          {t("new.plans")}
        </Title>
        {inOrder.length > 0 && (
          // Forty plans must not push the button that starts them out of reach.
          <Stack gap="sm" mah="75vh" className={styles.plans} tabIndex={0} role="group" aria-labelledby="rollout-plans">
            {inOrder.map((server) => (
              <ServerPlan key={server.id} server={server} onReport={report} />
            ))}
          </Stack>
        )}
        {inOrder.length === 0 && <Text size="sm">{t("new.noneChosen")}</Text>}
      </Stack>
      <Section id="rollout-start" title={t("new.start")}>
        <Group gap="sm" align="flex-end">
          <TextInput
            label={t("new.reason")}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={500}
            flex="1 1 18rem"
            maw={560}
          />
          <Button
            leftSection={<IconRocket size={16} aria-hidden />}
            disabled={!isReady}
            loading={start.isPending}
            onClick={() =>
              start.mutate(
                { servers: sum.confirmed, strategy, reason },
                { onSuccess: ({ id }) => router.push(`/rollouts/${id}` as Route) },
              )
            }
          >
            {t("new.deploy", { count: sum.confirmed.length })}
          </Button>
        </Group>
        <Text size="sm" role="status">
          {t("new.sum", { ready: sum.confirmed.length, waiting: sum.waiting, blocked: sum.blocked, upToDate: sum.upToDate })}
        </Text>
        {start.error !== null && <FailureAlert failure={readFailure(start.error)} />}
      </Section>
    </Stack>
  );
}

/** Servers whose settings are not what runs. */
function useWaitingServers(servers: readonly Server[]): ReadonlySet<string> {
  const plans = useQueries({ queries: servers.slice(0, PRESELECTED_MAX).map(({ id }) => planQuery(id)) });
  return new Set(servers.filter((_server, index) => plans[index]?.data?.isUpToDate === false).map(({ id }) => id));
}

function namesOf(ids: readonly string[], servers: readonly Server[]): string[] {
  const names = new Map(servers.map(({ id, name }) => [id, name]));
  return ids.map((id) => names.get(id) ?? "");
}

function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={id}>
      <Stack gap="sm">
        <Title order={2} size="h5" id={id}>
          {title}
        </Title>
        {children}
      </Stack>
    </Paper>
  );
}

const FIELDS = ["canary", "sharePercent", "settleSeconds", "parallel"] as const satisfies readonly (keyof Strategy)[];
const LIMITS: Record<keyof Strategy, { min: number; max: number }> = {
  canary: { min: 1, max: 100 },
  sharePercent: { min: 1, max: 100 },
  settleSeconds: { min: 0, max: 3600 },
  parallel: { min: 1, max: 20 },
};

function StrategyFields({ strategy, onChange }: { strategy: Strategy; onChange: (strategy: Strategy) => void }) {
  const t = useTranslations("rollouts.strategy");
  return (
    <Group gap="md" align="flex-end">
      {FIELDS.map((field) => (
        <NumberInput
          key={field}
          label={t(field)}
          description={t(`${field}Hint`)}
          value={strategy[field]}
          min={LIMITS[field].min}
          max={LIMITS[field].max}
          allowDecimal={false}
          clampBehavior="strict"
          flex="1 1 14rem"
          maw={280}
          onChange={(value) => onChange({ ...strategy, [field]: value })}
        />
      ))}
    </Group>
  );
}

/** Which server comes when, as it would be now. */
function Waves({ names, strategy }: { names: readonly string[]; strategy: Strategy }) {
  const t = useTranslations("rollouts");
  if (names.length === 0 || !strategySchema.safeParse(strategy).success) return null;
  const waves = planWaves(names.length, strategy);
  return (
    <ul className={styles.waves}>
      {[...new Set(waves)].map((wave) => (
        <li key={wave}>
          <Text size="sm">
            {t("waveOf", { wave: wave + 1, names: names.filter((_name, at) => waves[at] === wave).join(", ") })}
          </Text>
        </li>
      ))}
    </ul>
  );
}
