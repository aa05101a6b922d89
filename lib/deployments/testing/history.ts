import { createHash } from "node:crypto";
import { listMainDigests } from "@/lib/db/revisions";
import type { Deployment } from "@/lib/deployments/schema";
import type { Place } from "./bench";

const LOOK_MS = 20;
const ASK_MS = 200;

/** What was seen at a place, one entry for each change. */
export type Sighting = { readonly at: number; readonly disk: string | null } | { readonly at: number; readonly loaded: string };

/** Looks at the main file every 20 ms, and at what Prometheus runs every 200 ms, as long as a test goes on. */
export function observe({ readMain, prometheus }: Place) {
  const sightings: Sighting[] = [];
  let looks = 0;
  const last = { disk: "", loaded: "" };
  const look = () => {
    looks += 1;
    const disk = digestOf(readMain());
    if (disk === last.disk) return;
    last.disk = disk ?? "";
    sightings.push({ at: Date.now(), disk });
  };
  const ask = async () => {
    const loaded = await prometheus.loadedConfig().then(generationOf, () => null);
    if (loaded === null || loaded === last.loaded) return;
    last.loaded = loaded;
    sightings.push({ at: Date.now(), loaded });
  };
  const timers = [setInterval(look, LOOK_MS), setInterval(() => void ask(), ASK_MS)];
  return {
    sightings,
    looks: () => looks,
    stop: () => {
      for (const timer of timers) clearInterval(timer);
    },
  };
}

/** SHA-256 of a main file, hex; null when there is none. */
export function digestOf(main: string | null): string | null {
  return main === null ? null : createHash("sha256").update(main).digest("hex");
}

/** The mark that each configuration of a kill test bears, on disk and in what Prometheus says that it runs. */
export function generationOf(config: string): string {
  return /^\s*generation: "?(\w+)"?$/m.exec(config)?.[1] ?? "none";
}

export type History = {
  readonly serverId: string;
  readonly firstDigest: string | null;
  readonly sightings: readonly Sighting[];
  readonly deployments: readonly Deployment[];
  /** Generations that were rendered, and when no deployment was under way: only these may be loaded then. */
  readonly generations: ReadonlySet<string>;
  readonly leftovers: readonly string[];
};

/**
 * Checks what was seen against the invariants of a deployment.
 * @returns one line for each violation
 */
export async function checkHistory({ serverId, deployments, ...seen }: History): Promise<string[]> {
  const known = new Set<string | null>([seen.firstDigest, ...(await listMainDigests(serverId))]);
  const sighted = seen.sightings.flatMap((sighting) => {
    if ("disk" in sighting) return known.has(sighting.disk) ? [] : [`I1 an unknown main file ${sighting.disk} at ${sighting.at}`];
    return seen.generations.has(sighting.loaded) ? [] : [`I2 ${sighting.loaded} was loaded at ${sighting.at}`];
  });
  const left = seen.leftovers.length > 0 ? [`I7 left behind: ${seen.leftovers.join(", ")}`] : [];
  return [...sighted, ...checkFences(deployments), ...deployments.flatMap(checkEnd), ...left];
}

/** A deployment ends once, and is live only after a proof. */
function checkEnd({ id, status, steps, finishedAt }: Deployment): string[] {
  if (finishedAt === null) return [`I5 ${id} has not ended: ${status}`];
  const isProven = steps.some((step) => {
    return step.name === "verify" && step.status === "done" && step.finishedAt !== null && step.finishedAt <= finishedAt;
  });
  return status === "live" && !isProven ? [`I6 ${id} is live without a proof`] : [];
}

/** Deployments of one server follow each other, and the fence of each is larger than that of the one before. */
function checkFences(deployments: readonly Deployment[]): string[] {
  const inOrder = [...deployments].sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
  const violations: string[] = [];
  let [fence, endedAt] = [0, 0];
  for (const { id, steps, createdAt, finishedAt } of inOrder) {
    const staged = steps.flatMap(({ detail }) => detail).find(({ code }) => code === "deployment/staged");
    const own = Number(staged?.parameters.fence ?? fence + 1);
    if (own <= fence) violations.push(`I4 the fence of ${id} is ${own}, after ${fence}`);
    if (Date.parse(createdAt) < endedAt) violations.push(`I4 ${id} began before the one before it had ended`);
    [fence, endedAt] = [own, finishedAt === null ? Number.POSITIVE_INFINITY : Date.parse(finishedAt)];
  }
  return violations;
}
