import type { z } from "zod";
import { ok, problem, type Result } from "@/lib/result";
import { problemsOfZodError } from "@/lib/zod-problems";

/** Parses what a user has given; every finding of the schema becomes a problem with its place. */
export function readInput<Schema extends z.ZodType>(schema: Schema, value: unknown): Result<z.output<Schema>> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const [first, ...rest] = problemsOfZodError(parsed.error);
  return { ok: false, problems: [first ?? problem("request/custom"), ...rest] };
}
