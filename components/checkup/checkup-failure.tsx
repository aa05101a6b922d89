"use client";

import { FailureAlert } from "@/components/ui/failure-alert";
import { ProblemList } from "@/components/ui/problem-list";
import { readFailure } from "@/lib/queries/read-failure";

/** A checkup that did not even begin: too many at once, a CA that is none. */
export function CheckupFailure({ error }: { error: unknown }) {
  const failure = readFailure(error);
  return failure.problems.length > 0 ? <ProblemList problems={failure.problems} /> : <FailureAlert failure={failure} />;
}
