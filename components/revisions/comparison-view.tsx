"use client";

import { Group, Stack, Switch, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { toProblem } from "@/components/deployments/step-rows";
import { YamlDiff } from "@/components/editor/yaml-editor";
import { ProblemList } from "@/components/ui/problem-list";
import { QueryBoundary } from "@/components/ui/query-boundary";
import type { ComparedFile, Comparison } from "@/lib/deployments/drift/schema";
import { comparisonQuery } from "@/lib/queries/drift";
import { ComparedFiles } from "./compared-files";

type ComparisonViewProps = {
  serverId: string;
  from: string;
  to: string;
  /** With another one the comparison is asked again. */
  version?: string;
  /** Path of the file to show; the first one without it. */
  file?: string | null;
  onFile?: (path: string) => void;
};

/** Two sides compared: in words first, then the files, then one file line by line. */
export function ComparisonView({ serverId, from, to, version = "", file = null, onFile }: ComparisonViewProps) {
  const query = useQuery(comparisonQuery(serverId, { from, to }, version));
  return (
    <QueryBoundary query={query} skeletonRows={6}>
      {(comparison) => <ComparisonBody key={`${from}..${to}`} comparison={comparison} file={file} onFile={onFile} />}
    </QueryBoundary>
  );
}

type BodyProps = { comparison: Comparison; file: string | null; onFile: ((path: string) => void) | undefined };

function ComparisonBody({ comparison: { summary, files, isCanonical }, file, onFile }: BodyProps) {
  const t = useTranslations("revisions");
  const [own, setOwn] = useState<string | null>(null);
  const path = file ?? own ?? files[0]?.path;
  const shown = files.find((one) => one.path === path) ?? files[0];
  return (
    <Stack gap="sm">
      <section aria-label={t("summary")}>
        {summary.length === 0 ? <Text size="sm">{t("equal")}</Text> : <ProblemList problems={summary.map(toProblem)} />}
      </section>
      {isCanonical && (
        <Text size="xs" c="dimmed">
          {t("canonical")}
        </Text>
      )}
      {files.length > 1 && <ComparedFiles files={files} selected={shown?.path ?? ""} onSelect={onFile ?? setOwn} />}
      {shown !== undefined && <FileDiff file={shown} />}
    </Stack>
  );
}

const HEIGHT = "min(60vh, 640px)";

function FileDiff({ file }: { file: ComparedFile }) {
  const t = useTranslations("revisions");
  const [isSideBySide, setIsSideBySide] = useState(true);
  const isWide = useMediaQuery("(min-width: 75em)") ?? true;
  const hasText = file.before !== null || file.after !== null;
  return (
    <section aria-labelledby="compared-file">
      <Group justify="space-between" mb="xs">
        <Title order={3} size="h6" id="compared-file" ff="monospace">
          {file.path}
        </Title>
        {hasText && isWide && (
          <Switch
            label={t("sideBySide")}
            checked={isSideBySide}
            onChange={(event) => setIsSideBySide(event.currentTarget.checked)}
          />
        )}
      </Group>
      {hasText ? (
        <YamlDiff
          before={file.before ?? ""}
          after={file.after ?? ""}
          ariaLabel={t("diffLabel", { path: file.path })}
          sideBySide={isSideBySide && isWide}
          height={HEIGHT}
        />
      ) : (
        <Text size="sm">{t(file.isSecret ? "secretFile" : "sameFile")}</Text>
      )}
    </section>
  );
}
