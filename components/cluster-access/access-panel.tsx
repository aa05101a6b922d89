"use client";

import { Grid, Paper, Stack, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { needsOfJobs } from "@/lib/cluster-access";
import type { Cluster } from "@/lib/clusters/schema";
import type { JobChoice } from "@/lib/job-templates/schema";
import { accountOf, EMPTY_ACCESS } from "./access-draft";
import { AccessManifest } from "./access-manifest";
import { AccessNeeds } from "./access-needs";
import { AccessOptions } from "./access-options";

/** Tab of a saved cluster: the account that its jobs need. */
export function AccessPanel({ cluster }: { cluster: Cluster }) {
  return <AccessBuilder name={cluster.name} jobs={cluster.jobs} />;
}

/** Options on one side, the manifest that they make on the other; follows the jobs as they are ticked. */
export function AccessBuilder({ name, jobs }: { name: string; jobs: readonly JobChoice[] }) {
  const t = useTranslations("clusterAccess");
  const [draft, setDraft] = useState(EMPTY_ACCESS);
  const needs = useMemo(() => needsOfJobs({ name, apiServer: PLACEHOLDER, jobs }), [name, jobs]);
  const account = accountOf(draft, needs);
  return (
    <Stack gap="md">
      <Text maw={900}>{t("intro")}</Text>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Paper withBorder p="lg">
            <Stack gap="lg">
              <AccessOptions draft={draft} jobs={needs} onChange={setDraft} />
              <AccessNeeds jobs={needs} tier={account.tier} />
            </Stack>
          </Paper>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Paper withBorder p="lg">
            <AccessManifest account={account} jobs={needs} />
          </Paper>
        </Grid.Col>
      </Grid>
    </Stack>
  );
}

/** Where the API server is decides no right. */
const PLACEHOLDER = "https://kubernetes.default.svc";
