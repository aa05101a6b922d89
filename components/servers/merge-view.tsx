"use client";

import { Alert, Button, Code, List, Radio, Stack, Text } from "@mantine/core";
import { IconArrowMerge } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { YamlDiff } from "@/components/editor/yaml-editor";
import { clusterListQuery } from "@/lib/queries/clusters";
import type { Server } from "@/lib/servers/schema";
import { compareDrafts, type MergedField, mergeDrafts } from "./merge-drafts";
import { type ServerDraft, toDraft } from "./server-draft";
import { useDraft } from "./use-draft";

type MergeViewProps = {
  /** What the draft was based on, and what somebody else has saved since. */
  base: Server;
  newer: Server;
  onMerged: (draft: ServerDraft) => void;
};

/** Somebody else has saved this server meanwhile: theirs beside mine, and nothing that was typed is lost (F-17). */
export function MergeView({ base, newer, onMerged }: MergeViewProps) {
  const t = useTranslations("guards.merge");
  const { draft } = useDraft();
  const theirs = toDraft(newer);
  const merge = compareDrafts(toDraft(base), draft, theirs);
  const [chosen, setChosen] = useState<ReadonlySet<MergedField>>(new Set());
  const choose = (field: MergedField, isTheirs: boolean) =>
    setChosen((before) => new Set([...before].filter((other) => other !== field).concat(isTheirs ? [field] : [])));
  const taken = [...merge.theirs, ...merge.conflicts.filter((field) => chosen.has(field))];
  return (
    <Alert
      variant="light"
      color="yellow"
      icon={<IconArrowMerge aria-hidden />}
      title={t("title")}
      role="region"
      aria-label={t("title")}
    >
      <Stack gap="sm">
        <Text size="sm">{t("text")}</Text>
        {merge.theirs.length > 0 && (
          <div>
            <Text size="sm" fw={600}>
              {t("takenOver")}
            </Text>
            <List size="sm">
              {merge.theirs.map((field) => (
                <List.Item key={field}>
                  {t(`field.${field}`)}: <Value field={field} draft={theirs} />
                </List.Item>
              ))}
            </List>
          </div>
        )}
        {merge.conflicts.map((field) => (
          <Radio.Group
            key={field}
            label={t("both", { field: t(`field.${field}`) })}
            value={chosen.has(field) ? "theirs" : "mine"}
            onChange={(value) => choose(field, value === "theirs")}
          >
            <Stack gap={4} mt={4}>
              <Radio value="mine" label={<Labelled word={t("mine")} field={field} draft={draft} />} />
              <Radio value="theirs" label={<Labelled word={t("theirs")} field={field} draft={theirs} />} />
              {field === "baseConfig" && (
                <YamlDiff before={theirs.baseConfig} after={draft.baseConfig} ariaLabel={t("diff")} sideBySide height="320px" />
              )}
            </Stack>
          </Radio.Group>
        ))}
        <Button onClick={() => onMerged(mergeDrafts(draft, theirs, taken))} style={{ alignSelf: "flex-start" }}>
          {t("action")}
        </Button>
      </Stack>
    </Alert>
  );
}

type ValueProps = { field: MergedField; draft: ServerDraft };

function Labelled({ word, ...props }: ValueProps & { word: string }) {
  return (
    <>
      {word} <Value {...props} />
    </>
  );
}

/** A field's value as short text; the long one is shown by its differences. */
function Value({ field, draft }: ValueProps) {
  const t = useTranslations("guards.merge");
  const clusters = useQuery(clusterListQuery).data ?? [];
  if (field === "baseConfig") return <>{t("lines", { count: draft.baseConfig.split("\n").length })}</>;
  if (field === "clusterIds") {
    const names = draft.clusterIds.map((id) => clusters.find((cluster) => cluster.id === id)?.name ?? id);
    return <Code>{names.join(", ")}</Code>;
  }
  const value = draft[field];
  return <Code>{typeof value === "string" ? value : JSON.stringify(value)}</Code>;
}
