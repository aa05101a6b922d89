"use client";

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { toProblem } from "@/components/deployments/step-rows";
import { FailureAlert } from "@/components/ui/failure-alert";
import { ProblemList } from "@/components/ui/problem-list";
import { comparisonQuery } from "@/lib/queries/drift";
import { readFailure } from "@/lib/queries/read-failure";
import type { Problem } from "@/lib/result";

type ChangeSummaryProps = {
  serverId: string;
  from: string;
  to: string;
  /** Digest or key of what is compared: with another one it is asked again. */
  version: string;
  /** What the page knows besides, such as numbers of targets. */
  more?: readonly Problem[];
};

/** What lies between two sides, in a few sentences. */
export function ChangeSummary({ serverId, from, to, version, more = [] }: ChangeSummaryProps) {
  const { data, error } = useQuery(comparisonQuery(serverId, { from, to, only: "summary" }, version));
  if (error !== null) return <FailureAlert failure={readFailure(error)} />;
  if (data === undefined) return <Skeleton height={28} />;
  return <ProblemList problems={[...data.summary.map(toProblem), ...more]} />;
}
