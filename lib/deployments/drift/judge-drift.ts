import "server-only";
import type { RenderedJob } from "@/lib/bundles/bundle";
import { sha256Hex } from "@/lib/bundles/file-names";
import type { DriftState } from "@/lib/deployments/drift/schema";
import { differencesFromLoaded } from "@/lib/deployments/loaded-differences";
import type { DiskState, OwnerMarker, PlacedRevision } from "@/lib/deployments/transports/transport";
import { splitJobs } from "@/lib/prometheus/split-jobs";
import { parseYaml } from "@/lib/prometheus/yaml";
import { valueUnder } from "@/lib/prometheus/yaml-node";
import { type Problem, problem, type Result } from "@/lib/result";

/** Our side: the live revision, as far as it is compared. */
export type OurSide = {
  readonly number: number;
  readonly mainDigest: string;
  readonly mainText: string;
  readonly jobs: readonly RenderedJob[];
  /** SHA-256, hex, of what Prometheus showed when this was proven; null when nobody could ask. */
  readonly loadedDigest: string | null;
};

export type KnownRevision = { readonly number: number; readonly digest: string; readonly mainDigest: string };

/** The three sides of one server at one moment. */
export type Sides = {
  readonly server: { readonly id: string; readonly place: string };
  readonly ours: OurSide | null;
  readonly disk: Result<DiskState>;
  /** null when Prometheus cannot be asked from here by design. */
  readonly loaded: Result<string> | null;
  readonly known: readonly KnownRevision[];
  /** What was found of job files beside the main file of the live revision; null when they are as written. */
  readonly files: Problem | null;
};

export type Judgement = { readonly state: DriftState; readonly problems: readonly Problem[] };

/** Says which of the three differ. Whose place it is comes first, then what this database does not know. */
export async function judgeDrift(sides: Sides): Promise<Judgement> {
  const { server, ours, disk, known } = sides;
  if (disk.ok) {
    const foreign = findForeignOwner(disk.value.owner, server);
    if (foreign !== null) return { state: "foreign_owner", problems: [foreign] };
    const newer = findNewerRevision(disk.value, known);
    if (newer !== null) return { state: "newer_than_database", problems: [newerProblem(newer, known)] };
  }
  if (ours === null) return { state: "none", problems: [problem("drift/never-deployed", { severity: "info" })] };
  return await judgeThree(sides, ours);
}

/** A problem when the place belongs to another server. */
export function findForeignOwner(
  owner: OwnerMarker | null,
  { id, place }: { readonly id: string; readonly place: string },
): Problem | null {
  if (owner === null || owner.serverId === id) return null;
  const parameters = { path: `${place}/promfleet/owner.json`, owner: owner.serverName, ownerId: owner.serverId };
  return problem("deployment/foreign-owner", { parameters });
}

/**
 * The revision that the place runs when this database does not know it: it was made after the backup that the database
 * was restored from. Null when what is there is known, or was made by nobody here.
 */
export function findNewerRevision(
  { revisions = [], mainDigest }: DiskState,
  known: readonly KnownRevision[],
): PlacedRevision | null {
  if (mainDigest === null || known.some((revision) => revision.mainDigest === mainDigest)) return null;
  const isKnown = ({ number, digest }: PlacedRevision) =>
    known.some((revision) => revision.number === number && revision.digest.startsWith(digest));
  return revisions.find((placed) => placed.mainDigest === mainDigest && !isKnown(placed)) ?? null;
}

export function newerProblem({ number }: PlacedRevision, known: readonly KnownRevision[]): Problem {
  const newest = Math.max(0, ...known.map((revision) => revision.number));
  return problem("drift/newer-than-database", { parameters: { number, known: newest } });
}

async function judgeThree(sides: Sides, ours: OurSide): Promise<Judgement> {
  const { disk, loaded } = sides;
  const beside = sides.files === null ? [] : [sides.files];
  const onDisk = [...(disk.ok ? diskProblems(disk.value, ours, sides.known) : []), ...beside];
  const inMemory = loaded?.ok === true ? await loadedProblems(loaded.value, ours) : [];
  const silent = [disk, ...(loaded === null ? [] : [loaded])].flatMap((side) => (side.ok ? [] : side.problems));
  const problems = [...onDisk, ...inMemory, ...silent.map((found) => ({ ...found, severity: "warning" as const }))];
  return { state: stateOf({ onDisk, inMemory, isSilent: silent.length > 0 }), problems };
}

type Found = { readonly onDisk: readonly Problem[]; readonly inMemory: readonly Problem[]; readonly isSilent: boolean };

function stateOf({ onDisk, inMemory, isSilent }: Found): DriftState {
  if (inMemory.some(({ code }) => code === "drift/emptied")) return "emptied";
  if (onDisk.length > 0 && inMemory.length > 0) return "both";
  if (onDisk.length > 0) return "disk";
  if (inMemory.length > 0) return "loaded";
  return isSilent ? "unreachable" : "none";
}

function diskProblems({ main, mainDigest }: DiskState, ours: OurSide, known: readonly KnownRevision[]): Problem[] {
  if (mainDigest === ours.mainDigest) return [];
  const parameters = { number: ours.number };
  if (mainDigest === null) return [problem("drift/no-file", { parameters })];
  const other = known.find((revision) => revision.mainDigest === mainDigest);
  if (other !== undefined) return [problem("drift/other-revision", { parameters: { ...parameters, other: other.number } })];
  const found = problem("drift/disk-differs", { parameters });
  const isEmpty = main !== null && ours.jobs.length > 0 && countJobs(main.toString("utf8")) === 0;
  return isEmpty ? [found, problem("drift/disk-empty", { severity: "warning" })] : [found];
}

async function loadedProblems(loaded: string, ours: OurSide): Promise<Problem[]> {
  if (sha256Hex(loaded) === ours.loadedDigest) return [];
  const jobs = ours.jobs.length;
  if (jobs > 0 && countJobs(loaded) === 0)
    return [problem("drift/emptied", { parameters: { count: jobs, number: ours.number } })];
  const where = await differencesFromLoaded(loaded, ours);
  return where.length === 0
    ? []
    : [problem("drift/loaded-differs", { parameters: { where: where.join(", "), number: ours.number } })];
}

/** Jobs of a configuration; files that it takes more from count as one. */
function countJobs(text: string): number {
  const split = splitJobs(text);
  const document = parseYaml(split?.rest ?? text);
  const lists = ["scrape_configs", "scrape_config_files"].map((key) => {
    const list = document.ok ? valueUnder(document.value.root, key) : null;
    return list?.kind === "sequence" ? list.items.length : 0;
  });
  return lists.reduce((sum, count) => sum + count, split?.jobs.length ?? 0);
}
