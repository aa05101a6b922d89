"use client";

import { Paper, Select, Text } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import { SAMPLES } from "@/lib/relabel-lab/samples";
import type { LoadedSource } from "./loaded-source";

const ROLES: readonly DiscoveryRole[] = [...new Set(SAMPLES.map(({ role }) => role))];

type SampleSourceProps = { loaded: LoadedSource; onLoad: (source: LoadedSource) => void };

/** Targets of a real cluster, all at once or those of one discovery role. */
export function SampleSource({ loaded, onLoad }: SampleSourceProps) {
  const t = useTranslations("relabel.source.samples");
  const choose = (value: string | null) => {
    const role = ROLES.find((candidate) => candidate === value);
    onLoad({ kind: "samples", role: role ?? "all" });
  };
  return (
    <Paper withBorder p="md">
      <Select
        label={t("role")}
        size="xs"
        data={[{ value: "all", label: t("all") }, ...ROLES.map((role) => ({ value: role, label: `role: ${role}` }))]}
        value={loaded.kind === "samples" ? loaded.role : "all"}
        allowDeselect={false}
        onChange={choose}
      />
      <Text size="xs" c="dimmed" mt="xs">
        {t("hint")}
      </Text>
    </Paper>
  );
}
