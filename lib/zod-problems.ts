import type { z } from "zod";
import { type Problem, problem } from "@/lib/result";

type Issue = z.core.$ZodIssue;

/** A message of a schema that names a problem of the catalogues, e.g. "cluster/name". */
const PROBLEM_CODE = /^[a-z]+(?:-[a-z]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * Turns what a schema found into addressed problems: a message that is a problem code stays one, anything else becomes
 * `request/<what Zod calls it>`. What the user typed is not repeated: it can be a secret.
 */
export function problemsOfZodError(error: z.ZodError | z.core.$ZodError): Problem[] {
  return error.issues.flatMap((issue) => problemsOfIssue(issue, []));
}

function problemsOfIssue(issue: Issue, outer: readonly PropertyKey[]): Problem[] {
  const path = [...outer, ...issue.path];
  // A wrong key or element of a record wraps the finding that matters.
  if (issue.code === "invalid_key" || issue.code === "invalid_element") {
    return issue.issues.flatMap((inner) => problemsOfIssue(inner, path));
  }
  const code = PROBLEM_CODE.test(issue.message) ? issue.message : `request/${issue.code.replaceAll("_", "-")}`;
  return [
    problem(code, { path: path.map((part) => (typeof part === "number" ? part : String(part))), parameters: boundsOf(issue) }),
  ];
}

function boundsOf(issue: Issue): Record<string, string | number> {
  switch (issue.code) {
    case "too_small":
      return { minimum: Number(issue.minimum) };
    case "too_big":
      return { maximum: Number(issue.maximum) };
    case "invalid_type":
      return { expected: issue.expected };
    case "unrecognized_keys":
      return { keys: issue.keys.join(", ") };
    case "invalid_value":
      return { values: issue.values.map(String).join(", ") };
    default:
      return {};
  }
}
