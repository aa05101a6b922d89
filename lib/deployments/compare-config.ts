import "server-only";
import { createHash } from "node:crypto";
import { parseDuration } from "@/lib/prometheus/duration";
import { splitJobs } from "@/lib/prometheus/split-jobs";
import { parseYaml } from "@/lib/prometheus/yaml";
import { valueUnder, type YamlMapping, type YamlNode } from "@/lib/prometheus/yaml-node";
import { takeTurns } from "@/lib/take-turns";

/** Where two configurations differ, as a path that people can follow, e.g. `scrape_configs[alpha/nodes].scheme`. */
export type Difference = string;

/** Enough to find the cause; the rest follows from it. */
const DIFFERENCES_MAX = 5;

/**
 * Compares what Prometheus says it runs with what we have written.
 * Prometheus adds defaults, resolves paths, masks secrets and spells durations its own way, so the question is whether
 * everything that we wrote is in there. Jobs must be the same ones in the same order. Jobs of the base config are
 * compared by name: they may use any field of Prometheus, of which we know no canonical form.
 *
 * @param ours text of the main file
 * @param loaded text of /api/v1/status/config
 * @param generatedJobs names of the jobs that we have rendered ourselves
 * @returns nothing when `loaded` is what `ours` says
 */
export async function compareLoadedConfig(
  ours: string,
  loaded: string,
  generatedJobs: ReadonlySet<string>,
): Promise<Difference[]> {
  // A proof asks again and again, and reading two long texts takes longer than everything else that it does.
  if (last?.ours !== ours || last.loaded !== loaded || last.generatedJobs !== generatedJobs) {
    const differences =
      (await takeTurns(compareSides(sliced(ours), sliced(loaded), generatedJobs))) ??
      (await takeTurns(compareSides(whole(ours), whole(loaded), generatedJobs)));
    last = { ours, loaded, generatedJobs, differences: differences ?? ["(unreadable)"] };
  }
  return [...last.differences];
}

type Compared = {
  readonly ours: string;
  readonly loaded: string;
  readonly generatedJobs: ReadonlySet<string>;
  readonly differences: readonly Difference[];
};
let last: Compared | null = null;

/** One of two configurations: its sections, and its jobs, each read when its turn comes. */
type Side = { readonly top: YamlNode | null; readonly jobs: readonly SideJob[] };
type SideJob = {
  readonly name: string;
  /** null where the job's own lines may not say all of it. */
  readonly text: string | null;
  /** undefined when it cannot be read by itself. */
  read(): YamlNode | undefined;
};

/** Cut into jobs, of which those that have not changed need not be read again. */
function sliced(text: string): Side | null {
  const split = splitJobs(text);
  const top = split === null ? undefined : rootOf(split.rest);
  if (split === null || top === undefined) return null;
  const jobs = split.jobs.map(({ jobName, text: own }) => {
    return { name: jobName, text: own, read: () => itemOf(rootOf(own) ?? null) };
  });
  return { top, jobs };
}

function whole(text: string): Side | null {
  const root = rootOf(text);
  if (root === undefined) return null;
  return { top: root, jobs: jobsOf(root).map((job) => ({ name: nameOf(job), text: null, read: () => job })) };
}

/** Gives a turn to others between two jobs. @returns null when one of them cannot be read this way */
function* compareSides(
  ours: Side | null,
  theirs: Side | null,
  generatedJobs: ReadonlySet<string>,
): Generator<undefined, Difference[] | null> {
  if (ours === null || theirs === null) return null;
  const [ourNames, theirNames] = [ours.jobs.map(({ name }) => name), theirs.jobs.map(({ name }) => name)];
  if (ourNames.join("\n") !== theirNames.join("\n")) return namesThatDiffer(ourNames, theirNames);
  const differences = [...topLevelDifferences(ours.top, theirs.top), ...jobFileDifferences(ours.top, theirs.top)];
  for (const [index, job] of ours.jobs.entries()) {
    const their = theirs.jobs[index];
    if (their === undefined || !generatedJobs.has(job.name)) continue;
    yield;
    const found = compareJobs(job, their);
    if (found === null) return null;
    differences.push(...found);
    if (differences.length >= DIFFERENCES_MAX) break;
  }
  return differences.slice(0, DIFFERENCES_MAX);
}

/** Pairs of jobs that were found to be alike, by digest: from one deployment to the next most of them stay. */
const alike = new Set<string>();
const ALIKE_MAX = 100_000;

function compareJobs(ours: SideJob, theirs: SideJob): Difference[] | null {
  const pair = ours.text === null || theirs.text === null ? null : digestOf(`${ours.text}\0${theirs.text}`);
  if (pair !== null && alike.has(pair)) return [];
  const [our, their] = [ours.read(), theirs.read()];
  if (our === undefined || their === undefined) return null;
  const found = compareNode(our, their, `scrape_configs[${ours.name}]`);
  if (pair !== null && found.length === 0) {
    if (alike.size >= ALIKE_MAX) alike.clear();
    alike.add(pair);
  }
  return found;
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

function itemOf(list: YamlNode | null): YamlNode | undefined {
  return list?.kind === "sequence" ? list.items[0] : undefined;
}

/**
 * Whether replacing one main file by another would lose something: jobs, or whole sections such as alerting.
 * @returns what is in `before` and not in `after`
 */
export function lostByReplacing(before: string, after: string): string[] {
  const [old, next] = [rootOf(before), rootOf(after)];
  // A file that cannot be read may hold anything.
  if (old === undefined || next === undefined) return ["(unreadable)"];
  const kept = new Set(jobsOf(next).map(nameOf));
  const jobs = jobsOf(old).map(nameOf);
  const sections = topLevelDifferences(old, next);
  return [...sections, ...jobs.filter((name) => !kept.has(name)).map((name) => `scrape_configs[${name}]`)];
}

function rootOf(text: string): YamlNode | null | undefined {
  const document = parseYaml(text);
  return document.ok ? document.value.root : undefined;
}

function jobsOf(root: YamlNode | null): readonly YamlNode[] {
  const jobs = valueUnder(root, "scrape_configs");
  return jobs?.kind === "sequence" ? jobs.items : [];
}

function nameOf(job: YamlNode): string {
  const name = valueUnder(job, "job_name");
  return name?.kind === "scalar" ? name.text : "";
}

function namesThatDiffer(ours: readonly string[], theirs: readonly string[]): Difference[] {
  const missing = ours.filter((name) => !theirs.includes(name));
  const foreign = theirs.filter((name) => !ours.includes(name));
  const names = [...missing, ...foreign].map((name) => `scrape_configs[${name}]`);
  return names.length === 0 ? ["scrape_configs"] : names.slice(0, DIFFERENCES_MAX);
}

function topLevelDifferences(ours: YamlNode | null, theirs: YamlNode | null): Difference[] {
  const sections = ours?.kind === "mapping" ? ours.entries : [];
  return sections
    .filter(({ key, value }) => key.text !== "scrape_configs" && !isZero(value) && valueUnder(theirs, key.text) === null)
    .map(({ key }) => key.text);
}

/** The files with jobs that we name must be the ones that it reads: what is in them, nobody shows. */
function jobFileDifferences(ours: YamlNode | null, theirs: YamlNode | null): Difference[] {
  const [our, their] = [listOf(ours, "scrape_config_files"), listOf(theirs, "scrape_config_files")];
  if (our.length === 0 || their.length === 0) return [];
  const isSame = our.length === their.length && our.every((file, index) => isSamePath(file, their[index] ?? ""));
  return isSame ? [] : ["scrape_config_files"];
}

function listOf(root: YamlNode | null, key: string): string[] {
  const list = valueUnder(root, key);
  return list?.kind === "sequence" ? list.items.map((item) => (item.kind === "scalar" ? item.text : "")) : [];
}

function compareNode(ours: YamlNode, theirs: YamlNode | null, path: string): Difference[] {
  // Prometheus leaves out what is empty, false or zero.
  if (theirs === null) return isZero(ours) ? [] : [path];
  if (ours.kind === "mapping") return compareMapping(ours, theirs, path);
  if (ours.kind === "sequence") {
    if (theirs.kind !== "sequence" || theirs.items.length !== ours.items.length) return [path];
    return ours.items.flatMap((item, index) => compareNode(item, theirs.items[index] ?? null, `${path}[${index}]`));
  }
  return theirs.kind === "scalar" && isSameScalar(ours.text, theirs.text, path) ? [] : [path];
}

function compareMapping(ours: YamlMapping, theirs: YamlNode, path: string): Difference[] {
  return ours.entries.flatMap(({ key, value }) => compareNode(value, valueUnder(theirs, key.text), `${path}.${key.text}`));
}

function isZero(node: YamlNode): boolean {
  if (node.kind === "sequence") return node.items.length === 0;
  if (node.kind === "mapping") return node.entries.every(({ value }) => isZero(value));
  return node.text === "" || node.text === "false" || node.text === "0" || node.tag === "null";
}

function isSameScalar(ours: string, theirs: string, path: string): boolean {
  if (ours === theirs || theirs === "<secret>") return true;
  if (path.endsWith("_file")) return isSamePath(ours, theirs);
  return isSameDuration(ours, theirs);
}

/** Prometheus joins relative paths to the folder of its config file, wherever it has it. */
function isSamePath(ours: string, theirs: string): boolean {
  return ours === theirs || theirs.endsWith(`/${ours}`);
}

function isSameDuration(ours: string, theirs: string): boolean {
  const [our, their] = [parseDuration(ours), parseDuration(theirs)];
  return our.ok && their.ok && our.value === their.value;
}
