import type { z } from "zod";
import { ok, type Problem, problem, type Result } from "@/lib/result";

type Issue = z.core.$ZodIssue;

/** Our schemas give a problem code where other schemas give a sentence. */
const CODE_PATTERN = /^[a-z-]+\/[a-z-]+$/;

/** Parses what a user has given; every finding of the schema becomes a problem with its place. */
export function readInput<Schema extends z.ZodType>(schema: Schema, value: unknown): Result<z.output<Schema>> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const [first, ...rest] = parsed.error.issues.map(toProblem);
  return { ok: false, problems: [first ?? problem("request/invalid"), ...rest] };
}

/** One finding of a schema as a problem of the catalogues. */
export function toProblem(issue: Issue): Problem {
  const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
  if (CODE_PATTERN.test(issue.message)) return problem(issue.message, { path });
  return problem(...toCode(issue, path));
}

function toCode(issue: Issue, path: (string | number)[]): Parameters<typeof problem> {
  switch (issue.code) {
    case "invalid_type":
      return [issue.input === undefined ? "request/required" : "request/invalid", { path }];
    case "too_small":
      return Number(issue.minimum) <= 1
        ? ["request/required", { path }]
        : ["request/too-small", { path, parameters: { minimum: Number(issue.minimum) } }];
    case "too_big":
      return ["request/too-big", { path, parameters: { maximum: Number(issue.maximum) } }];
    case "invalid_format":
      return [issue.format === "email" ? "request/email" : "request/invalid", { path }];
    case "unrecognized_keys":
      return ["request/unknown-keys", { path, parameters: { keys: issue.keys.join(", ") } }];
    case "invalid_value":
      return ["request/choice", { path, parameters: { values: issue.values.map(String).join(", ") } }];
    case "invalid_key": {
      const message = issue.issues[0]?.message ?? "";
      return [CODE_PATTERN.test(message) ? message : "request/invalid", { path }];
    }
    default:
      return ["request/invalid", { path }];
  }
}
