"use client";

import { Anchor, Button, Code, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ProblemList } from "@/components/ui/problem-list";
import { useToast } from "@/components/ui/use-toast";
import type { LabelSet } from "@/lib/relabel/label-set";
import type { LabDraft } from "@/lib/relabel-lab/lab-draft";
import { type Problem, problem } from "@/lib/result";
import { addTest, countTests } from "@/lib/rule-tests/edit-suite";
import { toNewTest } from "@/lib/rule-tests/lab-test";
import { nameTarget } from "./suggest-name";
import { useStoredSuite } from "./use-stored-suite";
import { VerdictBadge } from "./verdict-badge";

type SaveAsTestProps = {
  draft: LabDraft;
  discovered: LabelSet;
  outcome: { readonly kind: "kept" | "dropped" | "error" };
};

/** Keeps the rules, one target and what became of it as a test, and says whether the tests kept so far still pass. */
export function SaveAsTest({ draft, discovered, outcome }: SaveAsTestProps) {
  const t = useTranslations("ruleTests.save");
  const [isOpen, setOpen] = useState(false);
  return (
    <Group gap="sm">
      <Button size="xs" variant="default" leftSection={<IconFlask size={16} aria-hidden />} onClick={() => setOpen(true)}>
        {t("button")}
      </Button>
      <VerdictBadge draft={draft} />
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={t("title")} centered>
        {isOpen && <SaveForm draft={draft} discovered={discovered} outcome={outcome} onClose={() => setOpen(false)} />}
      </Modal>
    </Group>
  );
}

function SaveForm({ draft, discovered, outcome, onClose }: SaveAsTestProps & { onClose: () => void }) {
  const t = useTranslations("ruleTests.save");
  const common = useTranslations("common");
  const toast = useToast();
  const [suite, setSuite] = useStoredSuite();
  const [name, setName] = useState(() => t(`suggest.${outcome.kind}`, { target: nameTarget(discovered) || t("target") }));
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const save = () => {
    const test = toNewTest(draft, name.trim(), discovered);
    const added = test.ok ? addTest(suite ?? "", test.value) : test;
    if (!added.ok) {
      setProblems(test.ok ? added.problems : [problem("ruleTest/rules-unreadable")]);
      return;
    }
    setSuite(added.value);
    toast.done(t("done", { count: countTests(added.value) ?? 1 }));
    onClose();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== "") save();
      }}
    >
      <Stack>
        <TextInput
          label={t("name")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="off"
          required
          data-autofocus
        />
        <Text size="sm" component="div">
          {t.rich(`expect.${outcome.kind}`, {
            code: (chunks) => <Code>{chunks}</Code>,
            version: draft.prometheusVersion,
          })}
        </Text>
        {problems.length > 0 && (
          <>
            <ProblemList problems={problems} />
            <Anchor component={Link} href="/relabel?view=tests" size="sm">
              {t("open")}
            </Anchor>
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" disabled={name.trim() === ""}>
            {t("submit")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
