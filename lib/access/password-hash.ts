import "server-only";
import { hash, verify } from "@node-rs/argon2";
import { AppError } from "@/lib/errors";

/** OWASP's floor for argon2id: 19 MiB, two passes, one lane. Argon2id is the library's default algorithm. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Each hash holds 19 MiB and a core; more at once would stall every other page. */
const CONCURRENT_MAX = 2;
const WAITING_MAX = 50;

let running = 0;
const waiting: (() => void)[] = [];

/** Hashes a password; the result names its own parameters. */
export function hashPassword(password: string): Promise<string> {
  return withSlot(() => hash(password, PARAMETERS));
}

/** Compares a password with a hash that `hashPassword` made. */
export function verifyPassword({ hash: stored, password }: { hash: string; password: string }): Promise<boolean> {
  return withSlot(() => verify(stored, password));
}

async function withSlot<T>(work: () => Promise<T>): Promise<T> {
  if (running >= CONCURRENT_MAX) {
    if (waiting.length >= WAITING_MAX) throw new AppError("too_many_requests");
    // The slot passes from hand to hand: `running` does not change in between.
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    running += 1;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}
