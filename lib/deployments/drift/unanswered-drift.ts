import "server-only";
import { mainTextOf } from "@/lib/bundles/bundle";
import { sha256Hex } from "@/lib/bundles/file-names";
import { describeLiveRevision, findLiveRevision } from "@/lib/db/revisions";
import { findStoredDrift, listRevisionDigests } from "@/lib/db/server-drift";
import type { ServerRecord } from "@/lib/db/servers";
import { compareLoadedConfig, lostByReplacing } from "@/lib/deployments/compare-config";
import { differencesFromLoaded } from "@/lib/deployments/loaded-differences";
import type { DiskState, OpenTransport } from "@/lib/deployments/transports/transport";
import { type Problem, problem } from "@/lib/result";
import { findChangedJobFile } from "./job-files";
import { findNewerRevision, type KnownRevision, newerProblem } from "./judge-drift";

/** What a deployment is about to write, and to which server. */
export type NextConfig = {
  readonly server: ServerRecord;
  readonly nextText: string;
  readonly transport: Pick<OpenTransport, "checkFiles">;
};

/**
 * What a deployment would overwrite although nobody has said so: a revision that this database does not know (F-40), an
 * edit of the file (F-18), or something else that Prometheus runs.
 *
 * @param loaded what Prometheus has loaded; null when that is not asked here
 * @returns null when everything that is there is known, or was adopted
 */
export async function findUnansweredDrift(next: NextConfig, disk: DiskState, loaded: string | null): Promise<Problem | null> {
  const { server } = next;
  const known = await listRevisionDigests(server.id);
  const adopted = (await findStoredDrift(server.id))?.adoptedDigest ?? null;
  if (adopted !== null && adopted === disk.mainDigest) return null;
  const newer = findNewerRevision(disk, known);
  if (newer !== null) return newerProblem(newer, known);
  const onDisk = (await findUnknownContent(next, disk, known)) ?? (await findUnknownJobFile(next, disk));
  return onDisk ?? (loaded === null ? null : await findUnknownLoaded(next, disk, loaded));
}

async function findUnknownContent(
  { server, nextText }: NextConfig,
  { main, mainDigest }: DiskState,
  known: readonly KnownRevision[],
): Promise<Problem | null> {
  if (mainDigest === null || known.some((revision) => revision.mainDigest === mainDigest)) return null;
  const baseConfig = server.baseConfig.reveal();
  if (mainDigest === sha256Hex(baseConfig) || mainDigest === sha256Hex(nextText)) return null;
  // A file that we know by its digest only.
  if (main === null) return problem("pull/unknown-file", { parameters: { digest: mainDigest.slice(0, 12) } });
  const lost = lostByReplacing(main.toString("utf8"), nextText);
  const live = await findLiveRevision(server.id);
  const parameters = { lost: lost.slice(0, 5).join(", "), count: lost.length };
  if (live === null) return lost.length === 0 ? null : problem("deployment/unknown-file", { parameters });
  return lost.length > 0
    ? problem("deployment/drift", { parameters })
    : problem("drift/edited", { parameters: { number: live.number } });
}

/** Where the jobs have files of their own, an edit may be in one of those. */
async function findUnknownJobFile({ server, transport }: NextConfig, { mainDigest }: DiskState): Promise<Problem | null> {
  const live = await findLiveRevision(server.id);
  if (live === null || live.contents.mainDigest !== mainDigest) return null;
  const changed = await findChangedJobFile(transport, live.bundle);
  return changed === null ? null : problem("drift/job-file", { parameters: changed.parameters });
}

/** What Prometheus runs is known when it was proven, when it is the live revision, what is on disk, or what comes next. */
async function findUnknownLoaded({ server, nextText }: NextConfig, { main }: DiskState, loaded: string): Promise<Problem | null> {
  if ((await describeLiveRevision(server.id))?.loadedDigest === sha256Hex(loaded)) return null;
  const live = await findLiveRevision(server.id);
  if (live === null) return null;
  const ours = { mainText: mainTextOf(live.bundle), jobs: live.bundle.jobs };
  const where = await differencesFromLoaded(loaded, ours);
  if (where.length === 0) return null;
  const names = new Set<string>();
  const isOther = async (text: string) => (await compareLoadedConfig(text, loaded, names)).length > 0;
  if (!(await isOther(nextText)) || (main !== null && !(await isOther(main.toString("utf8"))))) return null;
  return problem("drift/loaded-unanswered", { parameters: { where: where.join(", "), number: live.number } });
}
