import "server-only";
import { createHash } from "node:crypto";
import { mainTextOf } from "@/lib/bundles/bundle";
import { describeLiveRevision, findLiveRevision } from "@/lib/db/revisions";
import {
  describeLastDeployment,
  findStoredDrift,
  listRevisionDigests,
  type StoredDrift,
  saveDriftLook,
} from "@/lib/db/server-drift";
import { findServerRecord, type ServerRecord } from "@/lib/db/servers";
import { connectionOf } from "@/lib/deployments/context";
import { type DriftState, isDifference } from "@/lib/deployments/drift/schema";
import { describePlace } from "@/lib/deployments/transport-schema";
import { type OpenTransport, openTransport } from "@/lib/deployments/transports/transport";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { problemOfFailure } from "@/lib/prometheus-api/ask";
import { askLoadedConfig } from "@/lib/prometheus-api/loaded-config";
import { ok, type Problem, problem, type Result } from "@/lib/result";
import { processSingleton } from "@/lib/singleton";
import { findChangedJobFile } from "./job-files";
import { type Judgement, judgeDrift, type OurSide, type Sides } from "./judge-drift";

/**
 * Looks at ours, at the disk and at what Prometheus has loaded, and keeps what was found. While a deployment runs, or
 * when one has run meanwhile, nothing is kept: what is in between is no drift.
 */
export async function findDrift(serverId: string): Promise<StoredDrift | null> {
  const server = await findServerRecord(serverId);
  if (server === null) throw new AppError("not_found");
  const moment = await describeLastDeployment(serverId);
  if (moment?.isOver === false) return await findStoredDrift(serverId);
  const look = await lookAt(server);
  const after = await describeLastDeployment(serverId);
  if (after?.id !== moment?.id) return await findStoredDrift(serverId);
  await keep(server, look);
  return await findStoredDrift(serverId);
}

type Look = Judgement & {
  readonly diskDigest: string | null;
  readonly loadedDigest: string | null;
  readonly isDiskRead: boolean;
};

/** The last judgement of each server: as long as all that it depends on is the same, nothing is parsed again. */
const judged = processSingleton("judged-drift", () => new Map<string, { key: string; judgement: Judgement }>());

async function lookAt(server: ServerRecord): Promise<Look> {
  const transport = openTransport(server);
  const isWitness = transport.receiver?.isOnlyWitness !== true;
  const [live, known, disk, loaded] = await Promise.all([
    describeLiveRevision(server.id),
    listRevisionDigests(server.id),
    transport.readBack(),
    isWitness ? readLoaded(server) : null,
  ]);
  const diskDigest = disk.ok ? disk.value.mainDigest : null;
  const loadedDigest = loaded?.ok === true ? sha256(loaded.value) : null;
  const files = await checkJobFiles(server, transport, diskDigest);
  const facts = [disk.ok ? [disk.value.owner, disk.value.revisions] : disk.problems, files];
  const key = JSON.stringify([live?.number, live?.digest, diskDigest, loadedDigest, facts, loaded?.ok, known.length]);
  const before = judged.get().get(server.id);
  const rest = {
    diskDigest: files === null ? diskDigest : sha256(JSON.stringify([diskDigest, files])),
    loadedDigest,
    isDiskRead: disk.ok,
  };
  if (before?.key === key && loaded?.ok !== false) return { ...before.judgement, ...rest };
  const place = { id: server.id, place: describePlace(server.transport) };
  const sides: Sides = { server: place, ours: await readOurs(server.id, live?.loadedDigest ?? null), disk, loaded, known, files };
  const judgement = await judgeDrift(sides);
  judged.get().set(server.id, { key, judgement });
  return { ...judgement, ...rest };
}

/** Where the jobs have files of their own, the main file says which, and nothing of what is in them now. */
async function checkJobFiles(server: ServerRecord, transport: OpenTransport, mainDigest: string | null): Promise<Problem | null> {
  const live = mainDigest === null || transport.checkFiles === undefined ? null : await findLiveRevision(server.id);
  if (live === null || live.contents.mainDigest !== mainDigest) return null;
  const changed = await findChangedJobFile(transport, live.bundle);
  return changed === null ? null : problem("drift/job-file", { parameters: changed.parameters });
}

async function readLoaded(server: ServerRecord): Promise<Result<string>> {
  const connection = connectionOf(server);
  const loaded = await askLoadedConfig(connection);
  return loaded.ok ? ok(loaded.value) : { ok: false, problems: [problemOfFailure(loaded.failure, connection)] };
}

async function readOurs(serverId: string, loadedDigest: string | null): Promise<OurSide | null> {
  const live = await findLiveRevision(serverId);
  if (live === null) return null;
  const { number, contents, bundle } = live;
  return { number, mainDigest: contents.mainDigest, mainText: mainTextOf(bundle), jobs: bundle.jobs, loadedDigest };
}

async function keep(server: ServerRecord, look: Look): Promise<void> {
  const before = await findStoredDrift(server.id);
  const now = new Date();
  const isSame =
    before?.state === look.state && before.diskDigest === look.diskDigest && before.loadedDigest === look.loadedDigest;
  const detail = look.state === "unreachable" ? [...look.problems, ...lastKnown(before)] : look.problems;
  const isLost = look.state === "unreachable";
  await saveDriftLook(server.id, {
    state: look.state,
    since: isSame ? before.since : now,
    checkedAt: now,
    diskDigest: look.diskDigest,
    loadedDigest: look.loadedDigest,
    detail,
    forgetsIgnored: !isLost && before?.ignoredKey !== keyOf(look),
    forgetsAdopted: look.isDiskRead && before?.adoptedDigest !== look.diskDigest,
  });
  if (before?.state !== look.state) log.info({ server: server.name, state: look.state }, "drift of a server changed");
}

/** What was known before the server went out of sight, as often as it is looked for. */
function lastKnown(before: StoredDrift | null): Problem[] {
  if (before === null) return [];
  if (before.state === "unreachable") return before.detail.filter(({ code }) => code === "drift/last-known");
  const parameters = { state: before.state, at: before.checkedAt.toISOString() };
  return [problem("drift/last-known", { severity: "info", parameters })];
}

/** Names a difference by what differs: an answer to it holds until that changes. */
export function keyOf({ state, diskDigest, loadedDigest }: Pick<Look, "state" | "diskDigest" | "loadedDigest">): string {
  const digests: Partial<Record<DriftState, (string | null)[]>> = { disk: [diskDigest], loaded: [loadedDigest] };
  const parts = isDifference(state) ? (digests[state] ?? [diskDigest, loadedDigest]) : [];
  return sha256(JSON.stringify([state, ...parts])).slice(0, 32);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
