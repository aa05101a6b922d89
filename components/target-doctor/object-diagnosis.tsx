"use client";

import { Alert, Paper, Stack, Text, Title } from "@mantine/core";
import { IconStethoscope } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { EmptyState } from "@/components/ui/empty-state";
import { ProblemList } from "@/components/ui/problem-list";
import { QueryBoundary } from "@/components/ui/query-boundary";
import type { Cluster } from "@/lib/clusters/schema";
import { buildJobs } from "@/lib/job-templates";
import { NEWEST_KNOWN_VERSION, parsePrometheusVersion } from "@/lib/prometheus/versions";
import { objectTargetsQuery } from "@/lib/queries/target-doctor";
import { arrangeDiagnoses } from "@/lib/target-doctor/arrange-diagnoses";
import { diagnoseJobs } from "@/lib/target-doctor/diagnose-jobs";
import type { ObjectName, ObjectTargets } from "@/lib/target-doctor/schema";
import { JobCard } from "./job-card";

/** What each job of the cluster makes of the chosen object. */
export function ObjectDiagnosis({ cluster, object }: { cluster: Cluster; object: ObjectName | null }) {
  const t = useTranslations("targetDoctor.diagnosis");
  if (object === null) {
    return <EmptyState icon={<IconStethoscope size={28} aria-hidden />} title={t("emptyTitle")} text={t("empty")} />;
  }
  return <OfObject key={JSON.stringify(object)} cluster={cluster} object={object} />;
}

function OfObject({ cluster, object }: { cluster: Cluster; object: ObjectName }) {
  const query = useQuery(objectTargetsQuery(cluster.id, object));
  return (
    <QueryBoundary query={query} skeletonRows={6}>
      {(found) => <Diagnosis cluster={cluster} found={found} />}
    </QueryBoundary>
  );
}

function Diagnosis({ cluster, found }: { cluster: Cluster; found: ObjectTargets }) {
  const t = useTranslations("targetDoctor.diagnosis");
  const { list } = useFormatter();
  const { facts, parts, problems, prometheusVersion } = found;
  const { jobs, arranged } = useMemo(() => {
    const version = parsePrometheusVersion(prometheusVersion) ?? NEWEST_KNOWN_VERSION;
    const built = buildJobs(cluster, { prometheusVersion: version, selfAddress: "localhost:9090" });
    const all = built.ok ? built.value : [];
    return { jobs: all, arranged: arrangeDiagnoses(diagnoseJobs({ facts, parts, jobs: all, version })) };
  }, [cluster, facts, parts, prometheusVersion]);
  const { concerned, unconcerned, scrapedBy } = arranged;
  const partProblems = parts.flatMap((part) => part.problems);
  const isScraped = scrapedBy > 0;
  const isUnknown = !isScraped && concerned.some(({ verdict }) => verdict === "unknown");
  return (
    <Stack gap="md" component="section" aria-label={t("label", { name: facts.name })}>
      <div>
        <Title order={3} size="h4" style={{ overflowWrap: "anywhere" }}>
          {facts.name}
        </Title>
        <Text c="dimmed" size="sm">
          {t(`of.${facts.kind}`, { namespace: facts.namespace ?? "" })}
        </Text>
      </div>
      <Alert variant="light" color={isScraped ? "green" : "orange"} role="status">
        {isUnknown ? t("summaryUnknown") : t("summary", { count: scrapedBy, kind: facts.kind })}
      </Alert>
      {problems.length + partProblems.length > 0 && <ProblemList problems={[...problems, ...partProblems]} />}
      {jobs.length === 0 && <Text>{t("noJobs")}</Text>}
      {concerned.map((diagnosis) => (
        <JobCard
          key={diagnosis.jobName}
          cluster={cluster}
          facts={facts}
          diagnosis={diagnosis}
          config={jobs.find(({ config }) => config.job_name === diagnosis.jobName)?.config ?? null}
          prometheusVersion={prometheusVersion}
        />
      ))}
      {unconcerned.length > 0 && (
        <Paper withBorder p="sm">
          <Text size="sm" c="dimmed">
            {t("unconcerned", { kind: facts.kind, count: unconcerned.length, jobs: list(unconcerned, { type: "conjunction" }) })}
          </Text>
        </Paper>
      )}
    </Stack>
  );
}
