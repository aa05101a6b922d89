"use client";

import { ProblemList } from "@/components/ui/problem-list";
import type { Finding, Fix } from "@/lib/prometheus/checks/finding";
import type { TextRange } from "@/lib/result";

type FindingListProps = {
  readonly findings: readonly Finding[];
  readonly onShow?: (range: TextRange) => void;
  readonly onFix?: (fix: Fix) => void;
};

/** What the checks found: each with its name, its reason and a way to read more. */
export function FindingList({ findings }: FindingListProps) {
  return <ProblemList problems={findings} />;
}
