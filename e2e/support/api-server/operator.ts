import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parse, stringify } from "yaml";
import type { ObjectStore } from "./object-store";
import type { KubeObject } from "./resources";

export type OperatorOptions = {
  readonly store: ObjectStore;
  readonly namespace: string;
  /** The Prometheus object. */
  readonly name: string;
  /** Where the main file is that Prometheus reads. */
  readonly folder: string;
  /** Jobs of the operator's own: from ServiceMonitors and the like. */
  readonly ownJobs: readonly { readonly job_name: string }[];
  /** Between a change and the reload. */
  readonly delayMs: number;
};

type PrometheusSpec = {
  readonly paused?: boolean;
  readonly additionalScrapeConfigs?: { readonly name: string; readonly key: string; readonly optional?: boolean };
};

/**
 * What prometheus-operator and its config-reloader do with additionalScrapeConfigs: one main file, then a reload. What
 * it cannot carry out it says in the conditions of the object, and leaves the main file of before.
 */
export function startOperator({ store, namespace, name, folder, ownJobs, delayMs }: OperatorOptions) {
  const timers = new Set<NodeJS.Timeout>();
  let reload: () => Promise<unknown> = async () => undefined;
  const write = (jobs: readonly unknown[]) => {
    const global = { scrape_interval: "30s", external_labels: { prometheus: `${namespace}/${name}` } };
    const config = { global, scrape_configs: [...ownJobs, ...jobs] };
    writeFileSync(join(folder, "prometheus.yml.tmp"), stringify(config));
    renameSync(join(folder, "prometheus.yml.tmp"), join(folder, "prometheus.yml"));
  };
  const reconcile = () => {
    const object = store.get("prometheuses", namespace, name);
    const spec = object?.spec as PrometheusSpec | undefined;
    if (object === undefined || spec?.paused === true) return;
    const jobs = readJobs(store, namespace, spec?.additionalScrapeConfigs);
    if (jobs !== null) write(jobs);
    sayReconciled(store, object, jobs !== null);
  };
  const later = () => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      reconcile();
      reload().catch(() => undefined);
    }, delayMs);
    timers.add(timer);
  };
  mkdirSync(folder, { recursive: true });
  // As it was before the object named the Secret.
  write([]);
  reconcile();
  const endings = (["secrets", "prometheuses"] as const).map((resource) =>
    store.subscribe(resource, ({ object }) => {
      if (object.metadata.namespace === namespace) later();
    }),
  );
  return {
    /** How to ask Prometheus, once it runs. */
    reloadWith(ask: () => Promise<unknown>) {
      reload = ask;
    },
    stop() {
      for (const end of endings) end();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** null for a reference that leads nowhere, unless it is optional, and for what is no list. */
function readJobs(store: ObjectStore, namespace: string, named: PrometheusSpec["additionalScrapeConfigs"]): unknown[] | null {
  if (named === undefined) return [];
  const data = store.get("secrets", namespace, named.name)?.data as Record<string, string> | undefined;
  const text = data?.[named.key];
  if (text === undefined) return named.optional === true ? [] : null;
  try {
    const list: unknown = parse(Buffer.from(text, "base64").toString());
    return list === null ? [] : Array.isArray(list) ? list : null;
  } catch {
    return null;
  }
}

function sayReconciled(store: ObjectStore, object: KubeObject, isDone: boolean): void {
  const { status: before, metadata } = object as KubeObject & { readonly status?: object };
  const condition = { type: "Reconciled", observedGeneration: metadata.generation };
  const said = isDone ? { status: "True" } : { status: "False", reason: "ReconciliationFailed" };
  const status = { ...before, conditions: [{ ...condition, ...said }] };
  if (!isDeepStrictEqual(before, status)) store.put("prometheuses", { ...object, status });
}
