import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { ObjectStore } from "./object-store";

export type OperatorOptions = {
  readonly store: ObjectStore;
  readonly namespace: string;
  /** What spec.additionalScrapeConfigs of the Prometheus object names. */
  readonly additional: { readonly name: string; readonly key: string };
  /** Where the main file is that Prometheus reads. */
  readonly folder: string;
  /** Jobs of the operator's own: from ServiceMonitors and the like. */
  readonly ownJobs: readonly { readonly job_name: string }[];
  /** Between a change of the Secret and the reload. */
  readonly delayMs: number;
};

/** What prometheus-operator and its config-reloader do with additionalScrapeConfigs: one main file, then a reload. */
export function startOperator({ store, namespace, additional, folder, ownJobs, delayMs }: OperatorOptions) {
  const timers = new Set<NodeJS.Timeout>();
  let reload: () => Promise<unknown> = async () => undefined;
  const render = () => {
    const data = (store.get("secrets", namespace, additional.name)?.data ?? {}) as Record<string, string>;
    const list = parse(Buffer.from(data[additional.key] ?? "", "base64").toString()) as unknown[] | null;
    const global = { scrape_interval: "30s", external_labels: { prometheus: `${namespace}/k8s` } };
    const config = { global, scrape_configs: [...ownJobs, ...(list ?? [])] };
    writeFileSync(join(folder, "prometheus.yml.tmp"), stringify(config));
    renameSync(join(folder, "prometheus.yml.tmp"), join(folder, "prometheus.yml"));
  };
  mkdirSync(folder, { recursive: true });
  render();
  const unsubscribe = store.subscribe("secrets", ({ object }) => {
    if (object.metadata.namespace !== namespace || object.metadata.name !== additional.name) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      render();
      reload().catch(() => undefined);
    }, delayMs);
    timers.add(timer);
  });
  return {
    /** How to ask Prometheus, once it runs. */
    reloadWith(ask: () => Promise<unknown>) {
      reload = ask;
    },
    stop() {
      unsubscribe();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
