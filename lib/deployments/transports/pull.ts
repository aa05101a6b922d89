import "server-only";
import { MAIN_CONFIG_PATH, mainTextOf } from "@/lib/bundles/bundle";
import { sha256Hex } from "@/lib/bundles/file-names";
import { type PullState, readPullState, switchWanted, type Wanted } from "@/lib/db/pull-states";
import { findRevisionByDigest, findRevisionByMainDigest } from "@/lib/db/revisions";
import type { TransportOf } from "@/lib/deployments/transport-schema";
import { isSilent } from "@/lib/pull/schema";
import { fail, ok, problem, type Result } from "@/lib/result";
import { hearHost } from "./hear-host";
import type { Delivery, DiskState, MainDigests, OpenTransport, OwnerMarker } from "./transport";

type PullServer = { readonly id: string; readonly name: string; readonly transport: TransportOf<"pull"> };

/** What a fetch, promtool and a reload may take on the host, beside its interval. */
const HANDLING_MS = 60_000;

/**
 * Hosts that nobody reaches from here: a script there fetches the bundle. Committing changes what the host shall have;
 * the host does the rest, and what it reports is what is read back.
 */
export function openPull(server: PullServer): OpenTransport {
  const { intervalSeconds, isReachable } = server.transport;
  return {
    timing: { visibleWithinMs: intervalSeconds * 1000 + HANDLING_MS, reload: "by-receiver" },
    receiver: { isOnlyWitness: !isReachable, hear: (mainDigest) => hearHost(server, mainDigest) },
    readBack: async () => ok(await readState(server)),
    preflight: () => preflight(server),
    stage: (delivery) => stage(server, delivery),
    commit: (delivery, digests) => commit(server, delivery, digests),
    undo: (delivery, digests) => undo(server, delivery, digests),
    // Nothing temporary is anywhere: the bundle is sealed in its revision until a host asks.
    discard: async () => undefined,
    // The script removes what its bundles do not need any more.
    collectGarbage: async () => undefined,
  };
}

async function readState(server: PullServer): Promise<DiskState> {
  const state = await readPullState(server.id);
  const mainDigest = mainDigestOf(state);
  const known = mainDigest === null ? null : await findRevisionByMainDigest(server.id, mainDigest);
  // Hosts send no file: its text is known when it is one of ours.
  return { main: known === null ? null : Buffer.from(mainTextOf(known.bundle)), mainDigest, owner: ownerOf(server, state) };
}

function ownerOf({ id, name }: PullServer, { report }: PullState): OwnerMarker | null {
  return report?.outcome === "live" ? { serverId: id, serverName: name } : null;
}

async function preflight(server: PullServer): Promise<Result<DiskState>> {
  const { report, reportedAt } = await readPullState(server.id);
  const { configDirectory, intervalSeconds } = server.transport;
  if (report === null || reportedAt === null) return fail("pull/never-reported", { parameters: { server: server.name } });
  const parameters = { host: report.host, since: reportedAt.toISOString(), directory: configDirectory };
  if (isSilent({ reportedAt, intervalSeconds }, Date.now())) return fail("pull/silent", { parameters });
  if (report.main === null) return fail("pull/no-main-file", { parameters });
  if (report.outcome === "foreign_owner") return fail("pull/foreign-owner", { parameters });
  if (!report.ready) return fail("pull/prometheus-silent", { parameters });
  return ok(await readState(server));
}

/** Only looks: nothing is visible before the commit. */
async function stage(server: PullServer, { bundle }: Delivery): Promise<Result<MainDigests>> {
  const previous = mainDigestOf(await readPullState(server.id));
  return ok({ previous, next: sha256Hex(mainTextOf(bundle)) });
}

async function commit(server: PullServer, { bundle, fence }: Delivery, { previous, next }: MainDigests): Promise<Result<null>> {
  const state = await readPullState(server.id);
  if (previous === null) return fail("pull/never-reported", { parameters: { server: server.name } });
  const revision = await findRevisionByDigest(server.id, bundle.digest);
  if (revision === null) return fail("deployment/staged-missing", { parameters: { path: MAIN_CONFIG_PATH } });
  const to: Wanted = { revisionId: revision.id, digest: bundle.digest, mainDigest: next };
  // The answer of a switch that happened may have been lost.
  if (state.fence === fence && state.wanted?.revisionId === to.revisionId) return ok(null);
  if (mainDigestOf(state) !== previous) return changedMeanwhile();
  const from = state.wanted;
  const change = { to, from, replacesDigest: previous, previousRevisionId: from?.revisionId ?? null, fence };
  return (await switchWanted(server.id, change, { isFirst: true })) ? ok(null) : changedMeanwhile();
}

/** Asks for what was there: the bundle of before, or the file that the script has kept. */
async function undo(
  server: PullServer,
  { fence }: Pick<Delivery, "fence">,
  { previous, next }: MainDigests,
): Promise<Result<null>> {
  const state = await readPullState(server.id);
  const { wanted, report } = state;
  if (wanted === null || previous === null || wanted.mainDigest === previous) return ok(null);
  const isForeign = wanted.mainDigest !== next || (report !== null && report.main !== previous && report.main !== next);
  if (isForeign) return fail("deployment/foreign-edit", { parameters: { path: MAIN_CONFIG_PATH } });
  const before = state.previousRevisionId === null ? null : await findRevisionByMainDigest(server.id, previous);
  const isOfBefore = before !== null && before.id === state.previousRevisionId;
  const to: Wanted = isOfBefore
    ? { revisionId: before.id, digest: before.digest, mainDigest: previous }
    : { revisionId: null, digest: null, mainDigest: previous };
  const change = { to, from: wanted, replacesDigest: next, previousRevisionId: wanted.revisionId, fence };
  return (await switchWanted(server.id, change, { isFirst: false })) ? ok(null) : changedMeanwhile();
}

/** The digest of the main file that counts as "on disk" of a host. */
function mainDigestOf({ wanted, report, replacesDigest }: PullState): string | null {
  const main = report?.main ?? null;
  // Until the host has answered, what it shall have is on its way, as behind a rename.
  return wanted !== null && main === replacesDigest ? wanted.mainDigest : main;
}

function changedMeanwhile(): Result<never> {
  return { ok: false, problems: [problem("deployment/changed-meanwhile", { parameters: { path: MAIN_CONFIG_PATH } })] };
}
