import type { Problem } from "@/lib/result";

type WrittenProblem = Problem & { parameters: Record<string, string | number>; path: (string | number)[] };

/** A problem as the schemas of replies have it. */
export function copyProblem(found: Problem): WrittenProblem {
  return { ...found, parameters: { ...found.parameters }, path: [...found.path] };
}
