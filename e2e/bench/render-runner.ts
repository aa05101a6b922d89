import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { findPrometheusBin } from "@/e2e/support/parts.mjs";
import type { Bundle, RenderCluster } from "@/lib/bundles/bundle";
import { sizeOf } from "@/lib/bundles/check-size";
import { caFilePath, tokenFilePath } from "@/lib/bundles/file-names";
import { SINGLE_FILE } from "@/lib/bundles/layout";
import { planBundle } from "@/lib/bundles/plan-bundle";
import { type BundleCluster, renderBundleInTurns } from "@/lib/bundles/render-bundle";
import { checkBundle } from "@/lib/deployments/check-bundle";
import { checkByPromtool } from "@/lib/deployments/promtool";
import { overrideEnvForTest } from "@/lib/env";
import { takeTurns } from "@/lib/take-turns";

// A process of its own, so that its event loop is only that of what is measured.
const SIZES = [10, 100, 300, 1000];
const TEMPLATES = ["apiservers", "nodes", "cadvisor", "service-endpoints", "pods", "services-probe", "pushgateway"] as const;
const VERSION = { major: 3, minor: 5, patch: 3 };
const BASE = "global:\n  scrape_interval: 30s\n";
const RUNS = 5;
const RESOLUTION_MS = 5;

/** How long something takes (the median of its runs), and for how long at most nobody else gets a turn. */
type Measured = { readonly ms: number; readonly holdMs: number };
export type RenderReport = {
  readonly clusters: number;
  readonly jobs: number;
  readonly mainBytes: number;
  readonly bundleBytes: number;
  readonly steps: Readonly<Record<string, Measured>>;
};

function fleet(count: number, token: (index: number) => string): BundleCluster[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `cluster-${String(index).padStart(4, "0")}`;
    const caPem = `-----BEGIN CERTIFICATE-----\n${"A".repeat(1400)}\n-----END CERTIFICATE-----\n`;
    const jobs = TEMPLATES.map((template) => ({ template, parameters: {} }));
    const files = { caFile: caFilePath(name, caPem), tokenFile: tokenFilePath(name, token(index)) };
    const cluster: RenderCluster = { name, apiServer: "https://h:6443", tlsServerName: null, labels: {}, jobs, ...files };
    return { cluster, token: token(index), caPem };
  });
}

async function render(clusters: readonly BundleCluster[]): Promise<Bundle> {
  const server = { url: "http://h:9090", prometheusVersion: VERSION, layout: SINGLE_FILE };
  const bundle = await takeTurns(renderBundleInTurns(server, BASE, clusters));
  if (!bundle.ok) throw new Error(bundle.problems[0].code);
  return bundle.value;
}

async function measure<T>(work: () => T | Promise<T>, runs = RUNS): Promise<Measured> {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const times: number[] = [];
  delay.enable();
  await sleep(4 * RESOLUTION_MS);
  for (let run = 0; run < runs; run += 1) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
    await sleep(4 * RESOLUTION_MS);
  }
  delay.disable();
  const middle = times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
  return { ms: Math.round(middle), holdMs: Math.max(0, Math.round(delay.max / 1e6 - RESOLUTION_MS)) };
}

async function report(count: number): Promise<RenderReport> {
  const tokenOf = (index: number) => `${index}`.padEnd(1200, "t");
  const clusters = fleet(count, tokenOf);
  const bundle = await render(clusters);
  const renewed = await render(fleet(count, (index) => (index === 3 ? "new" : tokenOf(index))));
  const main = bundle.files.filter(({ path }) => path === "prometheus.yml");
  // What was checked before is not read again: the first run is that of a new process.
  const checked = await measure(() => checkBundle(bundle, VERSION), 1);
  return {
    clusters: count,
    jobs: bundle.jobs.length,
    mainBytes: sizeOf(main),
    bundleBytes: sizeOf(bundle.files),
    steps: {
      render: await measure(() => render(clusters)),
      "check, first time": checked,
      "check, again": await measure(() => checkBundle(bundle, VERSION)),
      "plan of a new token": await measure(() => planBundle(bundle, renewed)),
      promtool: await measure(() => checkByPromtool(bundle.files, VERSION)),
    },
  };
}

overrideEnvForTest({ promtool: join(findPrometheusBin("3.5") ?? "", "promtool") });
const reports: RenderReport[] = [];
for (const count of SIZES) reports.push(await report(count));
process.stdout.write(`${JSON.stringify(reports)}\n`);
