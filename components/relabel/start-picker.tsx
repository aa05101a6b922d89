"use client";

import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { memo, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { useIsSignedIn } from "@/components/app-shell/visitor";
import { clusterListQuery } from "@/lib/queries/clusters";
import { articleDraft } from "@/lib/relabel-lab/article-draft";
import type { LabDraft } from "@/lib/relabel-lab/lab-draft";
import { builtInStarts, clusterStarts, draftFromJob, type LabStart } from "@/lib/relabel-lab/starts";

const ARTICLE = "article";

type Group = { readonly label: string; readonly starts: readonly LabStart[] };
type StartPickerProps = { version: LabDraft["prometheusVersion"]; onStart: (draft: LabDraft) => void };

/** Replaces what is in the lab by the article's example, a built-in template, or a job of a registered cluster. */
export const StartPicker = memo(function StartPicker({ version, onStart }: StartPickerProps) {
  const t = useTranslations("relabel");
  const isSignedIn = useIsSignedIn();
  const { data: clusters = [], isError } = useQuery({ ...clusterListQuery, enabled: isSignedIn });
  const [chosen, setChosen] = useState<string | null>(null);
  const groups = useMemo<Group[]>(
    () => [
      { label: t("startTemplates"), starts: builtInStarts() },
      ...clusters.map((cluster) => ({ label: t("startCluster", { name: cluster.name }), starts: clusterStarts(cluster) })),
    ],
    [clusters, t],
  );

  const start = (value: string | null) => {
    setChosen(value);
    if (value === ARTICLE) return onStart({ ...articleDraft(), prometheusVersion: version });
    const [group, job] = (value ?? "").split("|").map(Number);
    const found = groups[group ?? -1]?.starts[job ?? -1];
    if (found !== undefined) onStart(draftFromJob(found.config, version));
  };

  return (
    <Select
      label={t("start")}
      placeholder={t("startPlaceholder")}
      description={isError ? t("clustersFailed") : undefined}
      searchable
      maxDropdownHeight={420}
      value={chosen}
      onChange={start}
      data={[
        { group: t("startExamples"), items: [{ value: ARTICLE, label: t("startArticle") }] },
        ...groups
          .map(({ label, starts }, group) => ({
            group: label,
            items: starts.map(({ name }, job) => ({ value: `${group}|${job}`, label: name })),
          }))
          .filter(({ items }) => items.length > 0),
      ]}
    />
  );
});
