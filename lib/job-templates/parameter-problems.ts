import type { z } from "zod";
import { type Problem, problem } from "@/lib/result";
import type { JobChoice } from "./schema";

/** What is wrong with the parameters of one job; paths start inside the parameters. */
export function parameterProblems({ template, parameters }: JobChoice, issues: readonly z.core.$ZodIssue[]): Problem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((name) =>
        problem("template/unknown-parameter", { parameters: { template, parameter: name }, path: [...path, name] }),
      );
    }
    // Our own checks carry their code as the message; Zod's own say what kind of value they want.
    const code = /^template\/[a-z-]+$/.test(issue.message) ? issue.message : "template/parameter";
    const parameter = path.join(".");
    return [problem(code, { parameters: { template, parameter, value: shown(parameters, path) }, path })];
  });
}

function shown(parameters: unknown, path: readonly (string | number)[]): string {
  let value = parameters;
  for (const part of path) value = typeof value === "object" && value !== null ? Reflect.get(value, part) : undefined;
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
