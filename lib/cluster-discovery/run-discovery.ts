import "server-only";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { ApiServerConnection } from "@/lib/kubernetes/api-client";
import {
  KUBERNETES_RESOURCES,
  type KubernetesResource,
  type ObjectOf,
  type RoleDiscovery,
  readObject,
  resourcesOf,
  startDiscovery,
} from "@/lib/kubernetes/discovery";
import { type ListFailure, type ListLimits, type ListOutcome, listObjects } from "@/lib/kubernetes/list-objects";
import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import type { PrometheusVersion } from "@/lib/prometheus/versions";
import type { LabelSet } from "@/lib/relabel/label-set";
import type { Problem } from "@/lib/result";
import { createGate } from "./gate";
import { createPodStore, type PodStore } from "./pod-store";
import type { DiscoveryProgress, DiscoveryRequest } from "./schema";

/** Takes the targets of one request while they are found. */
export type TargetSink = {
  /** Awaited, so that a slow taker slows down the listing. */
  take(targets: readonly LabelSet[]): void | Promise<void>;
  /** The list begins anew: forget what was taken. */
  restart(): void | Promise<void>;
};

/** What became of one request. */
export type RequestOutcome =
  | { readonly ok: true; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly failures: readonly { resource: KubernetesResource; failure: ListFailure }[] };

export type RunOptions = {
  readonly cluster: string;
  readonly version: PrometheusVersion;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: DiscoveryProgress) => void) | undefined;
  readonly limits?: Partial<ListLimits> | undefined;
};

type Run = RunOptions & {
  readonly connection: ApiServerConnection;
  /** Only so many lists at a time: one cluster must not take the whole budget of its API server. */
  readonly gate: ReturnType<typeof createGate>;
  readonly lookups: { [R in Exclude<KubernetesResource, "pods">]?: ObjectOf[R][] } & { pods?: PodStore };
  /** Lists begun, by resource: whoever needs one waits for the same. */
  readonly lists: Map<KubernetesResource, Promise<ListOutcome>>;
  readonly requests: readonly Requested[];
};

type Requested = {
  readonly request: DiscoveryRequest;
  readonly sink: TargetSink;
  readonly own: KubernetesResource;
  readonly others: readonly KubernetesResource[];
  discovery: RoleDiscovery<DiscoveryRole> | null;
};

const LISTS_AT_ONCE = 3;
/** Their text stays below 128 KiB: larger texts wait in memory for the next full garbage collection. */
const BATCH_TARGETS = 20;
/** How long discovery may hold the event loop before others get a turn. */
const TURN_MS_MAX = 8;

/**
 * Lists what the requests need, each resource once, and discovers targets while the objects arrive. A resource that others are
 * looked up in is kept; of any other only one page is in memory.
 */
export async function runDiscovery(
  connection: ApiServerConnection,
  requests: readonly { request: DiscoveryRequest; sink: TargetSink }[],
  options: RunOptions,
): Promise<RequestOutcome[]> {
  const requested = requests.map(({ request, sink }): Requested => {
    const [own, ...others] = resourcesOf(request.role, { version: options.version, attachNode: request.attachNode });
    return { request, sink, own: own ?? "nodes", others, discovery: null };
  });
  const run: Run = {
    ...options,
    connection,
    gate: createGate(LISTS_AT_ONCE),
    lookups: {},
    lists: new Map(),
    requests: requested,
  };
  for (const { others } of requested) for (const resource of others) emptyLookup(run, resource);
  return Promise.all(requested.map((one) => settle(run, one)));
}

async function settle(run: Run, requested: Requested): Promise<RequestOutcome> {
  const others = await failuresOf(run, requested.others);
  // Without a lookup Prometheus finds nothing, so the role's own objects are of no use.
  const failures = others.length > 0 ? others : await failuresOf(run, [requested.own]);
  if (failures.length > 0) return { ok: false, failures };
  return { ok: true, warnings: requested.discovery?.warnings() ?? [] };
}

async function failuresOf(run: Run, resources: readonly KubernetesResource[]) {
  const outcomes = await Promise.all(resources.map(async (resource) => ({ resource, outcome: await listOnce(run, resource) })));
  return outcomes.flatMap(({ resource, outcome }) => (outcome.ok ? [] : [{ resource, failure: outcome.failure }]));
}

function listOnce(run: Run, resource: KubernetesResource): Promise<ListOutcome> {
  const known = run.lists.get(resource);
  if (known !== undefined) return known;
  const list = listResource(run, resource);
  run.lists.set(resource, list);
  return list;
}

/** Lists one resource, for those who look others up in it and for the requests whose own resource it is. */
async function listResource<R extends KubernetesResource>(run: Run, resource: R): Promise<ListOutcome> {
  const takers = run.requests.filter(({ own }) => own === resource);
  const isUsable = await Promise.all(takers.map(async ({ others }) => (await failuresOf(run, others)).length === 0));
  const usable = takers.filter((_taker, index) => isUsable[index]);
  const start = () => {
    if (resource in run.lookups) emptyLookup(run, resource);
    for (const taker of usable) {
      const options = { version: run.version, attachNode: taker.request.attachNode };
      taker.discovery = startDiscovery(taker.request.role, run.lookups, options);
    }
  };
  return run.gate(async () => {
    start();
    return listObjects<ObjectOf[R]>(run.connection, {
      path: `${KUBERNETES_RESOURCES[resource].path}/${resource}`,
      read: (object) => readObject(resource, object),
      onPage: async ({ objects, read, total }) => {
        run.onProgress?.({ resource, read, total });
        keepForLookups(run, resource, objects);
        for (const taker of usable) await discoverPage(taker, objects, run.lookups.pods);
      },
      onRestart: async () => {
        start();
        for (const { sink } of usable) await sink.restart();
      },
      ...(run.signal === undefined ? {} : { signal: run.signal }),
      ...(run.limits === undefined ? {} : { limits: run.limits }),
    });
  });
}

function emptyLookup(run: Run, resource: KubernetesResource): void {
  if (resource === "pods") run.lookups.pods = createPodStore();
  else run.lookups[resource] = [];
}

function keepForLookups(run: Run, resource: KubernetesResource, objects: readonly unknown[]): void {
  if (resource === "pods") run.lookups.pods?.add(objects as readonly ObjectOf["pods"][]);
  else for (const object of objects) run.lookups[resource]?.push(object as never);
}

async function discoverPage(
  { discovery, sink }: Requested,
  objects: readonly unknown[],
  pods: PodStore | undefined,
): Promise<void> {
  let batch: LabelSet[] = [];
  let turnBeganAt = performance.now();
  for (const object of objects) {
    for (const labels of discovery?.targetsOf(object as never) ?? []) batch.push(labels);
    pods?.forget();
    if (batch.length >= BATCH_TARGETS) {
      await sink.take(batch);
      batch = [];
    }
    if (performance.now() - turnBeganAt < TURN_MS_MAX) continue;
    await nextTurn();
    turnBeganAt = performance.now();
  }
  if (batch.length > 0) await sink.take(batch);
}
