import "server-only";
import { AppError } from "@/lib/errors";
import { readHostKey } from "@/lib/ssh/connect";
import type { HostKey, HostKeyQuery } from "@/lib/ssh/schema";

/** The key that a host offers, for somebody to compare and confirm. */
export async function askHostKey(query: HostKeyQuery): Promise<HostKey> {
  const read = await readHostKey(query);
  if (!read.ok) throw new AppError("invalid_input", { problems: read.problems });
  const { type, fingerprint } = read.value;
  return { type, fingerprint };
}
