import "server-only";
import { renewLease } from "@/lib/db/leases";

/** A process that is silent for so long has lost its right to write; recovery after a crash waits no longer. */
export const LEASE_TTL_MS = 12_000;
const RENEW_EVERY_MS = 4000;

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
