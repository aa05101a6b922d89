import { expect, test } from "vitest";
import type { RenderCluster } from "@/lib/bundles/bundle";
import { mainTextOf } from "@/lib/bundles/bundle";
import { BUNDLE_LIMIT, checkSize, MAIN_LIMIT, SECRET_LIMIT, sizeOf } from "@/lib/bundles/check-size";
import { caFilePath, tokenFilePath } from "@/lib/bundles/file-names";
import { type Layout, SINGLE_FILE } from "@/lib/bundles/layout";
import { planBundle } from "@/lib/bundles/plan-bundle";
import { renderBundle } from "@/lib/bundles/render-bundle";

const PER_CLUSTER: Layout = { ...SINGLE_FILE, files: "per-cluster" };
const FLAT: Layout = { ...SINGLE_FILE, names: "flat" };
const TEMPLATES = ["apiservers", "nodes", "cadvisor", "service-endpoints", "pods", "services-probe", "pushgateway"] as const;
const BASE = "global:\n  scrape_interval: 30s\n";

function fleet(count: number, token: (index: number) => string) {
  return Array.from({ length: count }, (_, index) => {
    const name = `cluster-${String(index).padStart(4, "0")}`;
    const caPem = `-----BEGIN CERTIFICATE-----\n${"A".repeat(1400)}\n-----END CERTIFICATE-----\n`;
    const jobs = TEMPLATES.map((template) => ({ template, parameters: {} }));
    const files = { caFile: caFilePath(name, caPem), tokenFile: tokenFilePath(name, token(index)) };
    const cluster: RenderCluster = { name, apiServer: "https://h:6443", tlsServerName: null, labels: {}, jobs, ...files };
    return { cluster, token: token(index), caPem };
  });
}

function render(count: number, layout: Layout, token: (index: number) => string = (index) => `${index}`.padEnd(1200, "t")) {
  const prometheusVersion = { major: 3, minor: 5, patch: 3 };
  const bundle = renderBundle({ url: "http://h:9090", prometheusVersion, layout }, BASE, fleet(count, token));
  if (!bundle.ok) throw new Error(bundle.problems[0].code);
  return bundle.value;
}

// 1,000 clusters are the business of `npm run bench -- render`: this machine has other things to do.
test.each<[clusters: number, fitsSecret: boolean]>([
  [10, true],
  [100, false],
  [300, false],
])("F-27 %i clusters of 8 jobs render, fit, and a new token plans as one cluster", { timeout: 60_000 }, (count, fitsSecret) => {
  const bundle = render(count, SINGLE_FILE);
  expect(bundle.jobs).toHaveLength(count * 8);
  expect(checkSize(bundle, MAIN_LIMIT)).toBeNull();
  expect(checkSize(bundle, BUNDLE_LIMIT)).toBeNull();
  expect(checkSize(render(count, FLAT), SECRET_LIMIT) === null).toBe(fitsSecret);
  const split = render(count, PER_CLUSTER);
  expect(mainTextOf(split).length).toBeLessThan(200);
  expect(split.config).toBe(bundle.config);
  expect(sizeOf(split.files)).toBeGreaterThan(sizeOf(bundle.files));
  const renewed = render(count, SINGLE_FILE, (index) => (index === 3 ? "new" : `${index}`.padEnd(1200, "t")));
  const changed = planBundle(bundle, renewed).jobs.filter(({ change }) => change !== "same");
  expect(changed.map(({ cluster }) => cluster)).toEqual(Array.from({ length: 8 }, () => "cluster-0003"));
});
