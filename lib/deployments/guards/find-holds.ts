import "server-only";
import { listFreezes } from "@/lib/db/freezes";
import type { ServerRecord } from "@/lib/db/servers";
import { type Problem, problem } from "@/lib/result";
import { findNextOpening, isOpen } from "./opening-times";
import type { Freeze, Holds } from "./schema";

type Held = Omit<Holds, "problems"> & { readonly problems: readonly Problem[] };

/** What stands between an ordinary deployment and a server at a moment, and when that ends. */
export async function findHolds({ id, policy }: Pick<ServerRecord, "id" | "policy">, now: Date = new Date()): Promise<Held> {
  const freezes = (await listFreezes(now)).filter(({ server }) => server === null || server.id === id);
  const frozen = freezes.filter(({ startsAt }) => Date.parse(startsAt) <= now.getTime());
  const isShut = !isOpen(policy.windows, now);
  const opensAt = frozen.length === 0 && !isShut ? null : findOpening(freezes, policy.windows, now);
  const shut = problem("guard/outside-window", { parameters: { opensAt: opensAt?.toISOString() ?? "-" } });
  return {
    problems: [...frozen.map(toProblem), ...(isShut ? [shut] : [])],
    opensAt: opensAt?.toISOString() ?? null,
    needsApproval: policy.isProtected,
  };
}

function toProblem({ server, reason, author, endsAt }: Freeze): Problem {
  const parameters = { reason, author, endsAt: endsAt ?? "-" };
  return server === null ? problem("guard/frozen", { parameters }) : problem("guard/server-frozen", { parameters });
}

/** The first moment that no freeze covers and that is inside of a window; null when that cannot be said. */
function findOpening(freezes: readonly Freeze[], windows: ServerRecord["policy"]["windows"], now: Date): Date | null {
  let at: Date | null = now;
  // Each round leaves one freeze or one closed time behind.
  for (let rounds = 2 * freezes.length + 1; at !== null && rounds > 0; rounds -= 1) {
    const freeze = freezes.find((one) => covers(one, at as Date));
    if (freeze === undefined && isOpen(windows, at)) return at;
    if (freeze === undefined) at = findNextOpening(windows, at);
    else at = freeze.endsAt === null ? null : new Date(freeze.endsAt);
  }
  return at;
}

function covers({ startsAt, endsAt }: Freeze, at: Date): boolean {
  return Date.parse(startsAt) <= at.getTime() && (endsAt === null || at.getTime() < Date.parse(endsAt));
}
