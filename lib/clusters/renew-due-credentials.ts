import "server-only";
import { readClusterTokens } from "@/lib/db/cluster-credentials";
import { listClusterRecords } from "@/lib/db/clusters";
import { listRenewals } from "@/lib/db/credential-renewals";
import { inLanes } from "@/lib/kubernetes/checkup/in-lanes";
import { ROLL_OUT_FAILURES } from "./credential-schema";
import { renewCredential } from "./renew-credential";
import { renewalTime } from "./renewal-time";
import { readTokenFacts } from "./token-facts";

const CONCURRENCY = 8;
/** A cluster that refused is not asked at every look. */
const RETRY_MS_MAX = 15 * 60_000;

/**
 * Renews the tokens whose time has come, of the clusters where that is switched on.
 *
 * @returns ids of the clusters with a renewed token that servers may not have yet
 */
export async function renewDueCredentials(now: Date = new Date()): Promise<string[]> {
  const stored = await listRenewals();
  // A token that was renewed by hand has to reach the servers as well.
  const renewed = new Set(
    stored.flatMap(({ clusterId, failure }) => (ROLL_OUT_FAILURES.includes(failure ?? "") ? [clusterId] : [])),
  );
  const renewals = stored.filter(({ isAutomatic }) => isAutomatic);
  const records = await listClusterRecords(renewals.map(({ clusterId }) => clusterId));
  const tokens = await readClusterTokens(records);
  const triedAt = new Map(renewals.map((one) => [one.clusterId, one.failure === null ? null : one.triedAt]));
  const due = records.filter(({ id }) => {
    const facts = readTokenFacts(tokens.get(id)?.value?.reveal() ?? "");
    const time = renewalTime(id, facts);
    if (time === null || time > now || facts.expiresAt === null) return false;
    // The less is left, the sooner it is tried again.
    const leftMs = Math.max(0, Date.parse(facts.expiresAt) - now.getTime());
    const failedAt = triedAt.get(id) ?? null;
    return failedAt === null || now.getTime() - failedAt.getTime() >= Math.min(RETRY_MS_MAX, leftMs / 10);
  });
  await inLanes(due, CONCURRENCY, async ({ id }) => {
    if ((await renewCredential(id)) === null) renewed.add(id);
  });
  return [...renewed];
}
