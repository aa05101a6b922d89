"use client";

import { Code, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconCircleCheck, IconCircleMinus, IconCircleX, IconFilterX, IconHelpCircle } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { ProblemList } from "@/components/ui/problem-list";
import { type StateLook, StateWord } from "@/components/ui/state-word";
import type { Cluster } from "@/lib/clusters/schema";
import type { ScrapeConfig } from "@/lib/prometheus/scrape-config";
import type { JobDiagnosis, JobVerdict, TargetVerdict } from "@/lib/target-doctor/diagnose-jobs";
import type { ObjectFacts } from "@/lib/target-doctor/schema";
import { DroppedTargetView } from "./dropped-target";
import { KeptTargetView } from "./kept-target";
import { LabLink } from "./lab-link";

const LOOK: Record<JobVerdict, StateLook> = {
  scraped: { tone: "good", Icon: IconCircleCheck },
  dropped: { tone: "warn", Icon: IconFilterX },
  refused: { tone: "bad", Icon: IconCircleX },
  not_discovered: { tone: "calm", Icon: IconCircleMinus },
  unknown: { tone: "warn", Icon: IconHelpCircle },
};

type JobCardProps = {
  cluster: Cluster;
  facts: ObjectFacts;
  diagnosis: JobDiagnosis;
  config: ScrapeConfig | null;
  prometheusVersion: string;
};

/** One job's verdict on an object, and behind it each of the object's targets. */
export function JobCard({ cluster, facts, diagnosis, config, prometheusVersion }: JobCardProps) {
  const t = useTranslations("targetDoctor.job");
  const { jobName, role, verdict, absent, targets } = diagnosis;
  const [first] = targets;
  return (
    <Paper withBorder p="md" component="article" aria-label={jobName}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start">
          <Group gap="sm">
            <StateWord {...LOOK[verdict]} word={t(`verdict.${verdict}`)} />
            <Title order={4} size="h5" style={{ overflowWrap: "anywhere" }}>
              {jobName}
            </Title>
            {role !== null && (
              <Text size="sm" c="dimmed">
                {t.rich("role", { role: () => <Code>{role}</Code> })}
              </Text>
            )}
          </Group>
          {first !== undefined && config !== null && (
            <LabLink config={config} labels={first.labels} prometheusVersion={prometheusVersion} />
          )}
        </Group>
        {absent !== null && <Text size="sm">{t(`absent.${absent}`, { service: facts.services[0] ?? "" })}</Text>}
        {targets.map((target) => (
          <TargetView key={JSON.stringify([target.kind, target.labels])} {...{ cluster, facts, jobName, target }} />
        ))}
      </Stack>
    </Paper>
  );
}

type TargetViewProps = { cluster: Cluster; facts: ObjectFacts; jobName: string; target: TargetVerdict };

function TargetView({ cluster, facts, jobName, target }: TargetViewProps) {
  const t = useTranslations("targetDoctor.job");
  return (
    <Stack gap="xs">
      <Text size="xs" c="dimmed">
        {t("target", { address: target.labels.__address__ ?? "", count: target.count })}
      </Text>
      {target.kind === "kept" && <KeptTargetView clusterId={cluster.id} {...{ facts, jobName, target }} />}
      {target.kind === "dropped" && <DroppedTargetView facts={facts} target={target} />}
      {target.kind === "refused" && <ProblemList problems={[target.problem]} />}
    </Stack>
  );
}
