import "server-only";
import { mainTextOf } from "@/lib/bundles/bundle";
import { findRevisionByMainDigest } from "@/lib/db/revisions";
import { differencesFromLoaded } from "@/lib/deployments/loaded-differences";
import type { TransportOf } from "@/lib/deployments/transport-schema";
import { parseYaml } from "@/lib/prometheus/yaml";
import { valueUnder, type YamlNode } from "@/lib/prometheus/yaml-node";
import { type PrometheusConnection, problemOfFailure } from "@/lib/prometheus-api/ask";
import { askLoadedConfig } from "@/lib/prometheus-api/loaded-config";
import { askOwnMetrics } from "@/lib/prometheus-api/own-metrics";
import { askScrapePools } from "@/lib/prometheus-api/scrape-pools";
import { type Failure, fail, type Problem, problem } from "@/lib/result";
import { type KubernetesServer, openObjects } from "./kubernetes";
import { checkSetup, describePods, explainSilence, type OperatorPlace } from "./operator-object";
import type { DiskState, Hearing, OpenTransport } from "./transport";

/** What a main file of ours begins with; the operator wants the list behind it. */
const HEAD = "scrape_configs:\n";
/** The list of a main file without jobs, and that of no main file. */
const NO_JOBS = "[]\n";
const NOTHING = `# nothing is deployed\n${NO_JOBS}`;
/** The operator and its reloader, after the objects. */
const HANDLING_MS = 60_000;

type OperatorServer = Omit<KubernetesServer, "transport"> & {
  readonly transport: TransportOf<"prometheus-operator">;
  readonly connection: PrometheusConnection;
};

/**
 * The Secret that additionalScrapeConfigs of a Prometheus object names. The operator adds the jobs in it to a main file
 * of its own, so what is compared with the server is our jobs, not the whole file.
 */
export function openPrometheusOperator({ transport, connection, ...server }: OperatorServer): OpenTransport {
  const place = { settings: transport, token: server.token };
  const showsWithinMs = transport.visibleSeconds * 1000;
  const objects = openObjects(
    server,
    { ...transport, configMapName: "" },
    {
      write: writeList,
      read: readList,
      // Without its key the operator fails, and Prometheus keeps the jobs that were taken back.
      empty: Buffer.from(NOTHING),
      // The operator may be quicker than the kubelet that brings the credentials, and a job without its CA never starts.
      settleMs: showsWithinMs,
    },
  );
  return {
    ...objects,
    preflight: async (delivery) => {
      const setup = await checkSetup(place);
      if (!setup.ok) return setup;
      const disk = await objects.preflight(delivery);
      return disk.ok ? ((await findTaken(connection, mainTextOf(delivery.bundle), disk.value)) ?? disk) : disk;
    },
    checkAccess: async () => {
      const access = await objects.checkAccess();
      return access.ok ? await checkSetup(place) : access;
    },
    timing: { visibleWithinMs: showsWithinMs + HANDLING_MS, reload: "by-receiver" },
    receiver: {
      isOnlyWitness: true,
      hear: async (mainDigest) => explain(place, await hear({ id: server.id, connection }, objects, mainDigest)),
    },
  };
}

/** null for a main file that is more than its jobs. */
function writeList(main: string): string | null {
  if (main === "") return NO_JOBS;
  return main.startsWith(HEAD) ? main.slice(HEAD.length) : null;
}

function readList(kept: Buffer): Buffer | null {
  const text = kept.toString("utf8");
  if (text === NOTHING) return null;
  return text === NO_JOBS ? Buffer.alloc(0) : Buffer.concat([Buffer.from(HEAD), kept]);
}

/** What the Prometheus object says, beside what the server has said. */
async function explain(place: OperatorPlace, heard: Hearing): Promise<Hearing> {
  switch (heard.kind) {
    case "waiting":
      return { ...heard, reasons: await explainSilence(place) };
    case "loaded":
      return { ...heard, facts: [...heard.facts, ...(await describePods(place))] };
    case "refused":
      return heard;
  }
}

/** Two jobs of one name would keep everything from being loaded; a name that the server has already is somebody else's job. */
async function findTaken(connection: PrometheusConnection, next: string, { main }: DiskState): Promise<Failure | null> {
  const loaded = await askLoadedConfig(connection);
  if (!loaded.ok) return { ok: false, problems: [problemOfFailure(loaded.failure, connection)] };
  const ours = new Set(jobsOf(main?.toString("utf8") ?? "").map(nameOf));
  const theirs = new Set(jobsOf(loaded.value).map(nameOf));
  const taken = jobsOf(next)
    .map(nameOf)
    .find((name) => theirs.has(name) && !ours.has(name));
  return taken === undefined ? null : fail("delivery/job-taken", { parameters: { job: taken } });
}

/** Asks the object what shall run, and the server what does. */
async function hear(
  { id, connection }: { id: string; connection: PrometheusConnection },
  objects: Pick<OpenTransport, "readBack">,
  mainDigest: string,
): Promise<Hearing> {
  const waiting = (found: Problem): Hearing => ({ kind: "waiting", problem: found });
  const disk = await objects.readBack();
  if (!disk.ok) return waiting(disk.problems[0]);
  const main = disk.value.main?.toString("utf8") ?? "";
  if (disk.value.mainDigest !== mainDigest) return waiting(problem("delivery/objects-differ"));
  const metrics = await askOwnMetrics(connection);
  if (!metrics.ok) return waiting(problemOfFailure(metrics.failure, connection));
  // What the operator has made of our jobs is on the disk there, and does not load: waiting cannot help.
  if (!metrics.value.isReloadSuccessful) return { kind: "refused", problem: problem("deployment/reload-unsuccessful") };
  const [loaded, pools] = [await askLoadedConfig(connection), await askScrapePools(connection)];
  if (!loaded.ok) return waiting(problemOfFailure(loaded.failure, connection));
  if (!pools.ok) return waiting(problemOfFailure(pools.failure, connection));
  const names = jobsOf(main).map(nameOf);
  const revision = await findRevisionByMainDigest(id, mainDigest);
  const generated = new Set(revision?.bundle.jobs.flatMap(({ cluster, jobName }) => (cluster === null ? [] : [jobName])));
  const theirs = readLoaded(loaded.value, new Set(names));
  // The user's own jobs are compared by more than their names: the old ones have the same.
  const differences = await differencesFromLoaded(theirs.global + theirs.jobs, {
    mainText: theirs.global + main,
    jobs: revision?.bundle.jobs ?? [],
  });
  if (differences.length > 0) {
    return waiting(problem("delivery/jobs-not-loaded", { parameters: { where: differences.join(", ") } }));
  }
  const { discoveredTargets } = metrics.value;
  const absent = [...generated].filter((name) => !pools.value.includes(name) && (discoveredTargets.get(name) ?? 0) > 0);
  if (absent.length > 0) {
    const parameters = { jobs: absent.slice(0, 5).join(", "), count: absent.length };
    return waiting(problem("deployment/job-not-running", { parameters }));
  }
  const facts = [problem("delivery/operator-loaded", { severity: "info", parameters: { count: names.length } })];
  const { failedDiscoveryConfigs: failed } = metrics.value;
  if (failed > 0) {
    facts.push(problem("deployment/discovery-not-started", { severity: "warning", parameters: { count: failed } }));
  }
  return { kind: "loaded", facts };
}

function jobsOf(text: string): readonly YamlNode[] {
  const document = parseYaml(text);
  const jobs = document.ok ? valueUnder(document.value.root, "scrape_configs") : null;
  return jobs?.kind === "sequence" ? jobs.items : [];
}

function nameOf(job: YamlNode): string {
  const name = valueUnder(job, "job_name");
  return name?.kind === "scalar" ? name.text : "";
}

/** The jobs of these names in a loaded configuration, and the `global` section that they inherit from, as texts. */
function readLoaded(loaded: string, names: ReadonlySet<string>): { readonly jobs: string; readonly global: string } {
  const document = parseYaml(loaded);
  const global = document.ok ? valueUnder(document.value.root, "global") : null;
  const sliceOf = ({ place }: YamlNode) => loaded.slice(place.start, place.end).trimEnd();
  const own = jobsOf(loaded).filter((job) => names.has(nameOf(job)));
  return {
    jobs: own.length === 0 ? "" : `${HEAD}${own.map((job) => `- ${sliceOf(job)}\n`).join("")}`,
    global: global === null ? "" : `global:\n  ${sliceOf(global)}\n`,
  };
}
