"use client";

import { Alert, Button, Code, Group, Radio, Stack, Text, Textarea } from "@mantine/core";
import { IconFileImport, IconShieldX } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { CopyBlock } from "@/components/ui/copy-block";
import { ProblemList } from "@/components/ui/problem-list";
import { useProblemText } from "@/lib/i18n/use-problem-text";
import { type KubeconfigContext, readKubeconfig } from "@/lib/kubernetes/kubeconfig/read-kubeconfig";
import type { Problem } from "@/lib/result";
import type { ClusterDraft } from "./cluster-draft";
import { draftFromContext } from "./kubeconfig-draft";

type KubeconfigImportProps = { onTake: (connection: Partial<ClusterDraft>) => void };

/** A pasted kubeconfig: read in the browser, one context is taken over, unsafe ones are refused with a way out. */
export function KubeconfigImport({ onTake }: KubeconfigImportProps) {
  const t = useTranslations("clusters.import");
  const [text, setText] = useState("");
  const result = useMemo(() => (text.trim() === "" ? null : readKubeconfig(text)), [text]);
  const contexts = result?.ok ? result.value.contexts : [];
  const refused = result === null ? [] : result.ok ? result.value.refused : result.problems;
  return (
    <Stack gap="sm">
      <Textarea
        label={t("label")}
        description={t("hint")}
        placeholder="apiVersion: v1"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={8}
        maxRows={16}
        spellCheck={false}
        autoComplete="off"
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "var(--mantine-font-size-xs)" } }}
      />
      {contexts.length > 0 && (
        <ContextChoice key={text} contexts={contexts} current={result?.ok ? result.value.currentContext : null} onTake={onTake} />
      )}
      {refused.map((problem) => (
        <Refusal key={`${problem.code} ${JSON.stringify(problem.parameters)}`} problem={problem} />
      ))}
    </Stack>
  );
}

type ContextChoiceProps = KubeconfigImportProps & { contexts: readonly KubeconfigContext[]; current: string | null };

function ContextChoice({ contexts, current, onTake }: ContextChoiceProps) {
  const t = useTranslations("clusters.import");
  const [name, setName] = useState(contexts.find((context) => context.name === current)?.name ?? contexts[0]?.name ?? "");
  const chosen = contexts.find((context) => context.name === name);
  return (
    <Stack gap="sm">
      <Radio.Group label={t("context")} value={name} onChange={setName}>
        <Stack gap={6} mt={6}>
          {contexts.map((context) => (
            <Radio key={context.name} value={context.name} label={context.name} description={<Code>{context.server}</Code>} />
          ))}
        </Stack>
      </Radio.Group>
      <Group>
        <Button
          leftSection={<IconFileImport size={16} aria-hidden />}
          disabled={chosen === undefined}
          onClick={() => chosen !== undefined && onTake(draftFromContext(chosen))}
        >
          {t("take")}
        </Button>
      </Group>
    </Stack>
  );
}

function Refusal({ problem }: { problem: Problem }) {
  const t = useTranslations("clusters.import");
  const problemText = useProblemText();
  const { command } = problem.parameters;
  if (typeof command !== "string") return <ProblemList problems={[problem]} />;
  return (
    <Alert color="orange" icon={<IconShieldX aria-hidden />} title={t("refused")}>
      <Stack gap="xs">
        <Text size="sm">{problemText(problem)}</Text>
        <Text size="sm">{t("command")}</Text>
        <CopyBlock text={command} />
      </Stack>
    </Alert>
  );
}
