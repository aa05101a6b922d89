import "server-only";
import { takeAttempt } from "@/lib/db/rate-limits";
import { AppError } from "@/lib/errors";
import { problem } from "@/lib/result";

/** Refuses with `too_many_requests` when a key has used up its attempts. */
export async function limitAttempts(key: string, limit: { max: number; windowMs: number }): Promise<void> {
  const seconds = await takeAttempt(key, limit);
  if (seconds === null) return;
  throw new AppError("too_many_requests", { problems: [problem("request/too-many", { parameters: { seconds } })] });
}
