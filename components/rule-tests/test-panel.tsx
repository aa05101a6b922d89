"use client";

import { Alert, Box, Code, Grid, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconClockX, IconFlask } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { YamlEditor } from "@/components/editor/yaml-editor";
import { DropZone } from "@/components/relabel/drop-zone";
import type { WorkerReply } from "@/components/relabel/worker-runner";
import { EmptyState } from "@/components/ui/empty-state";
import { ProblemList } from "@/components/ui/problem-list";
import type { Problem, Result } from "@/lib/result";
import { removeTest, renameTest } from "@/lib/rule-tests/edit-suite";
import type { SuiteView } from "@/lib/rule-tests/suite-view";
import { TestList } from "./test-list";
import { EmptyActions, TestToolbar } from "./test-toolbar";
import { useLabRules } from "./use-lab-rules";
import { useStoredSuite } from "./use-stored-suite";
import { useSuiteRun } from "./use-suite-run";

const EDITOR_HEIGHT = "max(420px, calc(100vh - 340px))";

/** Tests of rules: written here, run here and by `promfleet test`. */
export function TestPanel() {
  const [text, setText] = useStoredSuite();
  return text === null ? <Skeleton height={420} aria-busy="true" /> : <Panel text={text} onChange={setText} />;
}

function Panel({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const t = useTranslations("ruleTests");
  const [replaced, setReplaced] = useState<string | null>(null);
  const [refused, setRefused] = useState<readonly Problem[]>([]);
  const change = (next: string) => {
    setRefused([]);
    onChange(next);
  };
  const replace = (next: string) => {
    setReplaced(text);
    change(next);
  };
  const edit = (result: Result<string>) => (result.ok ? replace(result.value) : setRefused(result.problems));
  const type = (next: string) => {
    setReplaced(null);
    change(next);
  };
  return (
    <DropZone onFile={(file) => void file.text().then(replace)} words={{ zone: t("drop.zone"), drop: t("drop.hint") }}>
      {text.trim() === "" ? (
        <EmptyState
          icon={<IconFlask size={28} />}
          title={t("empty.title")}
          text={t.rich("empty.text", { code: (chunks) => <Code>{chunks}</Code> })}
          action={<EmptyActions replaced={replaced} onReplace={replace} />}
        />
      ) : (
        <Suite text={text} replaced={replaced} refused={refused} onReplace={replace} onEdit={edit} onType={type} />
      )}
    </DropZone>
  );
}

type SuiteProps = {
  text: string;
  replaced: string | null;
  refused: readonly Problem[];
  onReplace: (text: string) => void;
  onEdit: (result: Result<string>) => void;
  onType: (text: string) => void;
};

function Suite({ text, replaced, refused, onReplace, onEdit, onType }: SuiteProps) {
  const t = useTranslations("ruleTests");
  const lab = useLabRules();
  const [isWithLab, setWithLab] = useState(false);
  const reply = useSuiteRun(text, isWithLab ? lab : null);
  const problems = reply?.kind === "done" ? reply.result.problems : [];
  return (
    <Stack gap="md">
      <TestToolbar
        text={text}
        replaced={replaced}
        onReplace={onReplace}
        isWithLab={isWithLab}
        onWithLab={lab === null ? null : setWithLab}
      />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Box component="section" aria-labelledby="test-results">
            <Group justify="space-between" align="baseline" mb={6}>
              <Title order={2} size="h5" id="test-results">
                {t("results")}
              </Title>
              <Summary reply={reply} />
            </Group>
            {refused.length > 0 && <ProblemList problems={refused} />}
            <Results
              reply={reply}
              onRename={(index, name) => onEdit(renameTest(text, index, name))}
              onRemove={(index) => onEdit(removeTest(text, index))}
            />
          </Box>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Box component="section" aria-labelledby="test-file">
            <Title order={2} size="h5" id="test-file" mb={6}>
              {t("file")}
            </Title>
            <YamlEditor
              value={text}
              onChange={onType}
              problems={problems}
              schema="none"
              height={EDITOR_HEIGHT}
              ariaLabel={t("file")}
            />
          </Box>
        </Grid.Col>
      </Grid>
    </Stack>
  );
}

/** Announced when it changes. */
function Summary({ reply }: { reply: WorkerReply<SuiteView> | null }) {
  const t = useTranslations("ruleTests");
  const isDone = reply?.kind === "done" && reply.result.problems.length === 0;
  return (
    <Text size="sm" role="status">
      {isDone ? t("summary", { ...reply.result.counts, milliseconds: Math.ceil(reply.durationMs) }) : ""}
    </Text>
  );
}

type ResultsProps = {
  reply: WorkerReply<SuiteView> | null;
  onRename: (index: number, name: string) => void;
  onRemove: (index: number) => void;
};

function Results({ reply, onRename, onRemove }: ResultsProps) {
  const t = useTranslations("ruleTests");
  if (reply === null) return <Skeleton height={160} aria-busy="true" />;
  if (reply.kind !== "done") {
    return (
      <Alert color="red" variant="light" icon={<IconClockX aria-hidden />} title={t(`worker.${reply.kind}`)} role="alert">
        {t("worker.text")}
      </Alert>
    );
  }
  if (reply.result.problems.length > 0) return <ProblemList problems={reply.result.problems} />;
  return <TestList tests={reply.result.tests} onRename={onRename} onRemove={onRemove} />;
}
