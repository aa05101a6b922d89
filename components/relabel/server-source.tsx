"use client";

import { Anchor, Button, Group, Paper, Select, Stack, Text } from "@mantine/core";
import { IconDownload, IconListCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { FailureAlert } from "@/components/ui/failure-alert";
import { scrapePoolsQuery, useDiscoveredTargets, useScrapeJob } from "@/lib/queries/discovered-targets";
import { readFailure } from "@/lib/queries/read-failure";
import { serverListQuery } from "@/lib/queries/servers";
import { type LabDraft, renderParams } from "@/lib/relabel-lab/lab-draft";
import type { Server } from "@/lib/servers/schema";
import { type LoadedSource, toServerSource } from "./loaded-source";

type ServerSourceProps = {
  loaded: LoadedSource;
  onLoad: (source: LoadedSource) => void;
  onChange: (part: Partial<LabDraft>) => void;
};

/** Takes what a Prometheus server discovers for one of its jobs, and its rules as well if wanted. */
export function ServerSource(props: ServerSourceProps) {
  const t = useTranslations("relabel.source.server");
  const servers = useQuery(serverListQuery);
  const [serverId, setServerId] = useState<string | null>(null);
  const server = servers.data?.find(({ id }) => id === serverId) ?? (servers.data?.length === 1 ? servers.data[0] : undefined);
  return (
    <Paper withBorder p="md">
      {servers.isError && <FailureAlert failure={readFailure(servers.error)} />}
      {servers.data?.length === 0 ? (
        <Text size="sm">
          {t("none")}{" "}
          <Anchor component={Link} href="/servers/new">
            {t("register")}
          </Anchor>
        </Text>
      ) : (
        <Stack gap="xs">
          <Select
            label={t("server")}
            size="xs"
            placeholder={t("chooseServer")}
            data={(servers.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={server?.id ?? null}
            onChange={setServerId}
          />
          {server !== undefined && <JobPicker key={server.id} server={server} {...props} />}
        </Stack>
      )}
    </Paper>
  );
}

function JobPicker({ server, loaded, onLoad, onChange }: ServerSourceProps & { server: Server }) {
  const t = useTranslations("relabel.source.server");
  const pools = useQuery(scrapePoolsQuery(server.id));
  const targets = useDiscoveredTargets();
  const rules = useScrapeJob();
  const [job, setJob] = useState<string | null>(null);
  const load = (scrapePool: string) => {
    targets.mutate(
      { serverId: server.id, scrapePool },
      {
        onSuccess: (blob) => {
          onLoad(toServerSource(server.name, scrapePool, blob));
          if (pools.data !== undefined) onChange({ prometheusVersion: pools.data.prometheusVersion });
        },
      },
    );
  };
  const takeRules = (scrapePool: string) => {
    rules.mutate(
      { serverId: server.id, scrapePool },
      {
        onSuccess: ({ job: settings, rulesText }) =>
          onChange({ rulesText, rulesOff: [], job: { ...settings, params: renderParams(settings.params) } }),
      },
    );
  };
  const failure = pools.error ?? targets.error ?? rules.error;
  return (
    <>
      <Select
        label={t("job")}
        size="xs"
        searchable
        disabled={pools.data === undefined}
        placeholder={pools.isPending ? t("asking", { server: server.name }) : t("chooseJob")}
        nothingFoundMessage={t("noJobs")}
        data={pools.data?.pools ?? []}
        value={job}
        onChange={setJob}
      />
      {failure !== null && <FailureAlert failure={readFailure(failure)} />}
      <Group gap="xs">
        <Button
          size="xs"
          leftSection={<IconDownload size={14} aria-hidden />}
          disabled={job === null}
          loading={targets.isPending}
          onClick={() => job !== null && load(job)}
        >
          {t("load")}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconListCheck size={14} aria-hidden />}
          disabled={job === null}
          loading={rules.isPending}
          onClick={() => job !== null && takeRules(job)}
        >
          {t("takeRules")}
        </Button>
      </Group>
      {loaded.kind === "server" && <LoadedJob loaded={loaded} version={pools.data?.prometheusVersion ?? ""} />}
    </>
  );
}

function LoadedJob({ loaded, version }: { loaded: Extract<LoadedSource, { kind: "server" }>; version: string }) {
  const t = useTranslations("relabel.source.server");
  const format = useFormatter();
  const size = format.number(loaded.blob.size / 1_000_000, { maximumFractionDigits: 2 });
  return (
    <Text size="xs" c="dimmed">
      {t("loaded", { job: loaded.job, server: loaded.server, version, size })}
    </Text>
  );
}
