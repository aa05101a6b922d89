import "server-only";
import { randomUUID } from "node:crypto";
import { acquireLease, findLeaseHolder, releaseLease, renewLease, takeOverLease } from "@/lib/db/leases";
import { hasEnded, processIdentity } from "./process-identity";

/** A process that is silent for so long has lost its right to write; recovery after a crash waits no longer. */
export const LEASE_TTL_MS = 6_000;
const RENEW_EVERY_MS = 2_000;

/** Somebody else writes to this server now: stop without another word. */
export class LeaseLost extends Error {
  constructor() {
    super("the lease was lost");
    this.name = "LeaseLost";
  }
}

export type HeldLease = {
  readonly fence: number;
  /** Throws `LeaseLost` unless the lease still is ours; asked before every write. */
  assertHeld(): Promise<void>;
  stop(): void;
};

/**
 * Takes the right to write to a server, if nobody has it or whoever had it has certainly ended.
 * @returns null while somebody else has it
 */
export async function takeLease(serverId: string): Promise<HeldLease | null> {
  // Every taking has a name of its own: one process may not take its own lease twice.
  const holder = `${processIdentity.get() ?? ""}/${randomUUID()}`;
  const fence = (await acquireLease(serverId, holder, LEASE_TTL_MS)) ?? (await takeFromDead(serverId, holder));
  return fence === null ? null : holdLease(serverId, fence);
}

async function takeFromDead(serverId: string, holder: string): Promise<number | null> {
  const held = await findLeaseHolder(serverId);
  if (held === null || !hasEnded(held.holder.split("/")[0] ?? "")) return null;
  return await takeOverLease(serverId, held, { holder, ttlMs: LEASE_TTL_MS });
}

/** Keeps a lease alive until it is stopped. */
export function holdLease(serverId: string, fence: number): HeldLease {
  const timer = setInterval(() => {
    // A failed renewal shows at the next assertHeld.
    renewLease(serverId, fence, LEASE_TTL_MS).catch(() => undefined);
  }, RENEW_EVERY_MS);
  timer.unref();
  return {
    fence,
    assertHeld: async () => {
      if (!(await renewLease(serverId, fence, LEASE_TTL_MS))) throw new LeaseLost();
    },
    stop: () => clearInterval(timer),
  };
}

/** Gives a lease back, if it still is ours. */
export async function giveBackLease(serverId: string, lease: HeldLease): Promise<void> {
  lease.stop();
  await releaseLease(serverId, lease.fence);
}
