import { formatDuration } from "@/lib/prometheus/duration";
import type { Problem } from "@/lib/result";
import { type CanonicalMap, type CanonicalValue, durationOf, type globalTimesOf, isList, isMap } from "./canonical-config";
import { differentKeys, isSame, item, named } from "./change-item";
import { BUNDLE_FOLDER } from "./file-names";

type Jobs = ReadonlyMap<string, CanonicalMap>;
type GlobalTimes = ReturnType<typeof globalTimesOf>;
type JobContext = {
  readonly clusterOf: (jobName: string) => string | null;
  /** The global times before and after. */
  readonly times: readonly [GlobalTimes, GlobalTimes];
};

/** What a change means for the jobs of a configuration. */
export function summariseJobs(old: Jobs, next: Jobs, context: JobContext): Problem[] {
  const kept = [...next.keys()].filter((name) => old.has(name));
  const pairs = kept.map((name): Pair => ({ name, old: old.get(name) ?? {}, next: next.get(name) ?? {} }));
  const changes = pairs.map((pair) => describePair(pair, context.times));
  return [
    ...comingAndGoing(old, next, context),
    ...fieldItems(changes),
    ...PARTS.flatMap((part) => named(part, namesWith(changes, part))),
    ...fileItems(changes, context),
    ...otherItems(changes),
    ...orderItems(old, next),
  ];
}

type Pair = { readonly name: string; readonly old: CanonicalMap; readonly next: CanonicalMap };
type FieldChange = { readonly field: string; readonly from: string; readonly to: string };
type PairChange = {
  readonly name: string;
  readonly fields: readonly FieldChange[];
  readonly parts: ReadonlySet<Part | "token" | "ca">;
  /** Keys of fields that have no sentence of their own. */
  readonly others: readonly string[];
};

const PARTS = ["rules", "metric-rules", "discovery", "static-targets"] as const;
type Part = (typeof PARTS)[number];

/** Fields whose values are words or numbers of Prometheus's own, never the user's secrets. */
const QUOTED: Readonly<Record<string, string>> = {
  scheme: "http",
  metrics_path: "/metrics",
  honor_labels: "false",
  honor_timestamps: "true",
  sample_limit: "0",
  target_limit: "0",
  label_limit: "0",
  body_size_limit: "0",
  follow_redirects: "true",
  enable_http2: "true",
};

function comingAndGoing(old: Jobs, next: Jobs, { clusterOf }: JobContext): Problem[] {
  const clusters = [old, next].map((jobs) => new Set([...jobs.keys()].map(clusterOf).filter((cluster) => cluster !== null)));
  const [before = new Set<string>(), after = new Set<string>()] = clusters;
  const comes = [...after].filter((cluster) => !before.has(cluster));
  const goes = [...before].filter((cluster) => !after.has(cluster));
  const moved = new Set([...comes, ...goes]);
  const without = (names: string[]) => names.filter((name) => !moved.has(clusterOf(name) ?? ""));
  return [
    ...named("clusters-added", comes),
    ...named("clusters-removed", goes),
    ...named("jobs-added", without([...next.keys()].filter((name) => !old.has(name)))),
    ...named("jobs-removed", without([...old.keys()].filter((name) => !next.has(name)))),
  ];
}

function describePair({ name, old, next }: Pair, [timesOld, timesNext]: JobContext["times"]): PairChange {
  const keys = differentKeys(old, next).filter((key) => key !== "scrape_interval" && key !== "scrape_timeout");
  const quoted = keys.flatMap((field): FieldChange[] => {
    const unsaid = QUOTED[field];
    return unsaid === undefined ? [] : [{ field, from: textOf(old[field], unsaid), to: textOf(next[field], unsaid) }];
  });
  const unquoted = keys.filter((key) => QUOTED[key] === undefined);
  const files = unquoted.flatMap((key) => [...filesThatDiffer(old[key], next[key])]);
  const touched = unquoted.filter((key) => !isSame(withoutVersions(old[key]), withoutVersions(next[key])));
  const parts = touched.map(partOf);
  return {
    name,
    fields: [...timeChanges(old, next, timesOld, timesNext), ...quoted],
    parts: new Set([...files, ...parts.filter((part) => part !== null)]),
    others: touched.filter((key) => partOf(key) === null),
  };
}

function partOf(key: string): Part | null {
  if (key === "relabel_configs") return "rules";
  if (key === "metric_relabel_configs") return "metric-rules";
  if (key === "static_configs") return "static-targets";
  return key.endsWith("_sd_configs") ? "discovery" : null;
}

/** Times as they work out: a job that does not say its own has the global one. */
function timeChanges(old: CanonicalMap, next: CanonicalMap, timesOld: GlobalTimes, timesNext: GlobalTimes): FieldChange[] {
  const [before, after] = [effectiveTimes(old, timesOld), effectiveTimes(next, timesNext)];
  const changes = [
    { field: "scrape_interval", from: before.intervalMs, to: after.intervalMs },
    { field: "scrape_timeout", from: before.timeoutMs, to: after.timeoutMs },
  ];
  return changes
    .filter(({ from, to }) => from !== to)
    .map(({ field, from, to }) => ({ field, from: formatDuration(from), to: formatDuration(to) }));
}

function effectiveTimes(job: CanonicalMap, global: GlobalTimes): GlobalTimes {
  const intervalMs = durationOf(job.scrape_interval) ?? global.intervalMs;
  return { intervalMs, timeoutMs: durationOf(job.scrape_timeout) ?? Math.min(global.timeoutMs, intervalMs) };
}

function textOf(value: CanonicalValue | undefined, unsaid: string): string {
  return typeof value === "string" ? value : unsaid;
}

/** One item per field and pair of values, with how many jobs share it. */
function fieldItems(changes: readonly PairChange[]): Problem[] {
  const groups = new Map<string, FieldChange & { names: string[] }>();
  for (const { name, fields } of changes) {
    for (const change of fields) {
      const key = JSON.stringify([change.field, change.from, change.to]);
      const group = groups.get(key) ?? { ...change, names: [] };
      group.names.push(name);
      groups.set(key, group);
    }
  }
  return [...groups.values()].flatMap(({ field, from, to, names }) => named("field", names, { field, from, to }));
}

function namesWith(changes: readonly PairChange[], part: Part | "token" | "ca"): string[] {
  return changes.filter(({ parts }) => parts.has(part)).map(({ name }) => name);
}

/** Credentials are counted by clusters: each has one token for all of its jobs. */
function fileItems(changes: readonly PairChange[], { clusterOf }: JobContext): Problem[] {
  const clustersOf = (part: "token" | "ca") => [...new Set(namesWith(changes, part).map((name) => clusterOf(name) ?? name))];
  return [...named("credentials", clustersOf("token")), ...named("authorities", clustersOf("ca"))];
}

function otherItems(changes: readonly PairChange[]): Problem[] {
  const touched = changes.filter(({ others }) => others.length > 0);
  const fields = [...new Set(touched.flatMap(({ others }) => others))].sort().join(", ");
  return named(
    "other-fields",
    touched.map(({ name }) => name),
    { fields },
  );
}

function orderItems(old: Jobs, next: Jobs): Problem[] {
  const before = [...old.keys()].filter((name) => next.has(name));
  const after = [...next.keys()].filter((name) => old.has(name));
  return before.join("\n") === after.join("\n") ? [] : [item("order")];
}

const VERSIONED = new RegExp(`(^|/)(${BUNDLE_FOLDER}/credentials/[^/]+/)(token|ca)-[0-9a-f]+(?:\\.crt)?$`);

/** Kinds of our own files whose versions differ. */
function filesThatDiffer(old: CanonicalValue | undefined, next: CanonicalValue | undefined): Set<"token" | "ca"> {
  const [before, after] = [versionsIn(old), versionsIn(next)];
  const kinds = new Set<"token" | "ca">();
  for (const path of after) {
    const kind = VERSIONED.exec(path)?.[3];
    if (!before.has(path) && before.size > 0 && (kind === "token" || kind === "ca")) kinds.add(kind);
  }
  return kinds;
}

function versionsIn(value: CanonicalValue | undefined): Set<string> {
  if (typeof value === "string") return new Set(VERSIONED.test(value) ? [value] : []);
  if (isList(value)) return new Set(value.flatMap((one) => [...versionsIn(one)]));
  return new Set(isMap(value) ? Object.values(value).flatMap((one) => [...versionsIn(one)]) : []);
}

function withoutVersions(value: CanonicalValue | undefined): CanonicalValue | undefined {
  if (typeof value === "string") return value.replace(VERSIONED, "$1$2$3");
  if (isList(value)) return value.map((one) => withoutVersions(one) ?? "");
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutVersions(one) ?? ""]));
}
