"use client";

import { Anchor } from "@mantine/core";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import type { LabDraft } from "@/lib/relabel-lab/lab-draft";
import { useStoredSuite } from "./use-stored-suite";
import { useSuiteRun } from "./use-suite-run";

/** Do the saved tests still pass with the rules that are being edited? Nothing while there are no tests. */
export function VerdictBadge({ draft }: { draft: LabDraft }) {
  const [suite] = useStoredSuite();
  return suite === null || suite.trim() === "" ? null : <Verdict suite={suite} draft={draft} />;
}

function Verdict({ suite, draft }: { suite: string; draft: LabDraft }) {
  const t = useTranslations("ruleTests");
  const reply = useSuiteRun(suite, draft);
  if (reply?.kind !== "done") return null;
  const { tests, counts } = reply.result;
  if (tests.length === 0) return null;
  const isGood = counts.passed === tests.length;
  const Icon = isGood ? IconCircleCheck : IconCircleX;
  return (
    <span role="status">
      <Anchor component={Link} href="/relabel?view=tests" size="sm">
        <Icon
          size={16}
          aria-hidden
          style={{ verticalAlign: "-3px", marginInlineEnd: 4 }}
          color={isGood ? "var(--mantine-color-green-text)" : "var(--mantine-color-red-text)"}
        />
        {t(isGood ? "badge.passed" : "badge.failed", { count: tests.length, failed: tests.length - counts.passed })}
      </Anchor>
    </span>
  );
}
