import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PrometheusLine } from "@/e2e/support/parts.mjs";
import type { RealPrometheus } from "@/e2e/support/real-prometheus";
import { findLiveRevision } from "@/lib/db/revisions";
import { editServer } from "@/lib/servers/edit-server";
import { getServer } from "@/lib/servers/get-server";
import { type ServerEdit, serverEditSchema } from "@/lib/servers/schema";
import { ACTOR, deploy, OWN_CONFIG, readMain, startFleet, summary, type TestFleet, UNWATCHED_TIMES } from "./testing/fleet";
import { openDirectory } from "./transports/directory";

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(async () => await fleet.stop());

// What is lost on purpose needs no number typed.
const LOSABLE = { shrinkPercentMax: 100, lossPercentMax: 100 };
const jobFolders = (directory: string) => readdirSync(join(directory, "promfleet", "jobs"));
const tokensOf = (directory: string, cluster: string) => {
  const names = readdirSync(join(directory, "promfleet", "credentials", cluster));
  return names.filter((name) => name.startsWith("token-")).length;
};

async function edit(id: string, changes: Partial<ServerEdit>) {
  const { name, url, transport, baseConfig, clusters, version } = await getServer(id);
  const now = { name, url, transport, baseConfig, version, auth: { kind: "none" }, clusterIds: clusters.map((one) => one.id) };
  return await editServer(id, serverEditSchema.parse({ ...now, ...changes }), ACTOR);
}

/** How often a running job was made anew: Prometheus leaves alone what has not changed. */
async function poolReloads(prometheus: RealPrometheus): Promise<number> {
  const text = await (await fetch(`${prometheus.url}/metrics`)).text();
  return Number(/^prometheus_target_scrape_pool_reloads_total (\S+)/m.exec(text)?.[1]);
}

test.each<PrometheusLine>(["3.5", "2.53"])("a file for each cluster on Prometheus %s", { timeout: 60_000 }, async (line) => {
  const prometheus = await fleet.run(line, fleet.makeFolder());
  mkdirSync(join(prometheus.directory, "mine"));
  writeFileSync(
    join(prometheus.directory, "mine", "more.yml"),
    "scrape_configs: [{ job_name: more, static_configs: [{ targets: [h:1] }] }]\n",
  );
  const [one, two] = [await fleet.addCluster(), await fleet.addCluster()];
  const baseConfig = `scrape_config_files:\n  - mine/*.yml\n${OWN_CONFIG}`;
  const server = await fleet.addServer(prometheus, {
    clusterIds: [one.id, two.id],
    baseConfig,
    fileLayout: "per_cluster",
    ...LOSABLE,
  });

  const first = await deploy(server, {}, UNWATCHED_TIMES);

  expect(summary(first)).toMatchObject({ status: "live", codes: [] });
  expect(first.steps.find(({ name }) => name === "verify")?.detail).toMatchObject([
    { code: "deployment/job-files-proven", parameters: { count: 2 } },
  ]);
  const jobs = (name: string) => [`${name}/nodes`, `${name}/pods`];
  await expect
    .poll(() => prometheus.scrapePools(), { timeout: 10_000 })
    .toEqual([...jobs(one.name), ...jobs(two.name), "more", "own"].sort());
  expect(readMain(prometheus.directory)).toContain("  - mine/*.yml\n  - promfleet/jobs/");
  const [folder = ""] = jobFolders(prometheus.directory);
  expect(readdirSync(join(prometheus.directory, "promfleet", "jobs", folder))).toEqual([`${one.name}.yml`, `${two.name}.yml`]);
  expect(await prometheus.loadedConfig()).toContain(folder);
  await prometheus.restart();
  const without = await edit(server.id, { clusterIds: [one.id] });
  expect(summary(await deploy(without, {}, UNWATCHED_TIMES))).toMatchObject({ status: "live", codes: [] });
  await expect.poll(() => prometheus.scrapePools(), { timeout: 10_000 }).toEqual([...jobs(one.name), "more", "own"].sort());
  expect(jobFolders(prometheus.directory)).toHaveLength(2);
  expect([one, two].map(({ name }) => tokensOf(prometheus.directory, name))).toEqual([1, 1]);
  const together = await edit(server.id, { fileLayout: "single" });
  expect(summary(await deploy(together, {}, UNWATCHED_TIMES))).toMatchObject({ status: "live", codes: [] });
  await expect.poll(() => prometheus.scrapePools(), { timeout: 10_000 }).toEqual([...jobs(one.name), "more", "own"].sort());
  expect(jobFolders(prometheus.directory)).toHaveLength(1);
  expect(tokensOf(prometheus.directory, one.name)).toBe(1);
  expect(await poolReloads(prometheus)).toBe(0);
});

test("files that somebody has changed are no proof", { timeout: 60_000 }, async () => {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const cluster = await fleet.addCluster();
  const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id], fileLayout: "per_cluster" });
  expect(summary(await deploy(server, {}, UNWATCHED_TIMES))).toMatchObject({ status: "live" });
  const transport = openDirectory(prometheus.directory);
  const live = await findLiveRevision(server.id);
  const [folder = ""] = jobFolders(prometheus.directory);
  expect(await transport.checkFiles?.(live?.bundle ?? { files: [] })).toMatchObject({ ok: true });
  writeFileSync(join(prometheus.directory, "promfleet", "jobs", folder, `${cluster.name}.yml`), "scrape_configs: []\n");
  expect(await transport.checkFiles?.(live?.bundle ?? { files: [] })).toMatchObject({
    problems: [{ code: "deployment/file-differs" }],
  });
});
