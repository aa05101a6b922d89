import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NEWEST_KNOWN_VERSION } from "@/lib/prometheus/versions";
import type { Bundle, RenderCluster } from "./bundle";
import { caFilePath, sha256Hex, tokenFilePath } from "./file-names";
import { SINGLE_FILE } from "./layout";
import { maskConfig } from "./mask-config";
import { planBundle } from "./plan-bundle";
import { renderBundle } from "./render-bundle";
import { renderConfig } from "./render-config";

const BASE = readFileSync(join(import.meta.dirname, "testdata", "base.yml"), "utf8");
const SERVER = { url: "http://127.0.0.1:9090", prometheusVersion: NEWEST_KNOWN_VERSION, layout: SINGLE_FILE };

function cluster(name: string, token: string): { cluster: RenderCluster; token: string; caPem: string } {
  const caPem = "ca";
  const files = { caFile: caFilePath(name, caPem), tokenFile: tokenFilePath(name, token) };
  const jobs = [{ template: "nodes" as const, parameters: {} }];
  return { cluster: { name, apiServer: "https://h", tlsServerName: null, labels: {}, jobs, ...files }, token, caPem };
}

function bundle(base: string, clusters: readonly ReturnType<typeof cluster>[]): Bundle {
  const rendered = renderBundle(SERVER, base, clusters);
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.problems));
  return rendered.value;
}

test("a hash is that of the UTF-8 bytes", () => {
  expect(sha256Hex("集群")).toBe("5318ca46e3da22d6be59c918a38252e91645ddd4f64ab95f3f43b7cea684db6b");
  expect(sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("main file first, secrets marked, nothing readable by others, equal digests in any order", () => {
  const made = bundle(BASE, [cluster("beta", "t2"), cluster("alpha", "t1")]);
  expect(made.files[0]?.path).toBe("prometheus.yml");
  expect(made.files.slice(1).map(({ path }) => path)).toEqual(
    made.files
      .slice(1)
      .map(({ path }) => path)
      .sort(),
  );
  expect(
    made.files
      .filter(({ isSecret }) => isSecret)
      .map(({ content }) => content)
      .sort(),
  ).toEqual(["t1", "t2"]);
  expect(made.files.every(({ mode }) => (mode & 0o007) === 0)).toBe(true);
  expect(made.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(bundle(BASE, [cluster("alpha", "t1"), cluster("beta", "t2")]).digest).toBe(made.digest);
  expect(bundle(BASE, [cluster("alpha", "t1"), cluster("beta", "t3")]).digest).not.toBe(made.digest);
});

test("before the first deployment everything is added", () => {
  const plan = planBundle(null, bundle("", [cluster("alpha", "t")]));
  expect(plan.isUpToDate).toBe(false);
  expect([...plan.files, ...plan.jobs].every(({ change }) => change === "added")).toBe(true);
});

test("a new token changes one cluster's files and jobs, and no job of another", () => {
  const before = bundle(BASE, [cluster("alpha", "t1"), cluster("beta", "t2")]);
  const plan = planBundle(before, bundle(BASE, [cluster("alpha", "new"), cluster("beta", "t2")]));
  expect(plan.jobs.map(({ jobName, change }) => [jobName, change])).toEqual([
    ["machines", "same"],
    ["vault", "same"],
    ["alpha/nodes", "changed"],
    ["beta/nodes", "same"],
  ]);
  const changed = plan.files.filter(({ change }) => change !== "same").map(({ path, change }) => [path, change]);
  expect(changed).toEqual([
    ["prometheus.yml", "changed"],
    [tokenFilePath("alpha", "new"), "added"],
    [tokenFilePath("alpha", "t1"), "removed"],
  ]);
});

test("a cluster taken away takes its jobs along, and the rest has only moved", () => {
  const before = bundle(BASE, [cluster("alpha", "t1"), cluster("beta", "t2")]);
  const plan = planBundle(before, bundle(BASE, [cluster("beta", "t2")]));
  expect(plan.jobs.filter(({ change }) => change !== "same")).toEqual([
    { jobName: "alpha/nodes", cluster: "alpha", template: "nodes", change: "removed" },
  ]);
  expect(planBundle(before, before).isUpToDate).toBe(true);
});

test("masking the base config first gives the masked result, so that a preview need not mask all of it", () => {
  const server = { prometheusVersion: NEWEST_KNOWN_VERSION, selfAddress: "localhost:9090" };
  const clusters = [cluster("alpha", "t1").cluster];
  const plain = renderConfig({ server, baseConfig: BASE, clusters });
  const masked = renderConfig({ server, baseConfig: maskConfig(BASE), clusters });
  expect(masked.ok && masked.value.text).toBe(plain.ok && maskConfig(plain.value.text));
});
