import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RealPrometheus } from "@/e2e/support/real-prometheus";
import { sha256Hex } from "@/lib/bundles/file-names";
import { describeLiveRevision } from "@/lib/db/revisions";
import { sweepDrift } from "@/lib/deployments/drift/sweep-drift";
import { planDeployment } from "@/lib/deployments/plan-deployment";
import type { DeploymentInput } from "@/lib/deployments/schema";
import {
  ACTOR,
  deploy as deployAndCompare,
  OWN_CONFIG,
  readMain,
  startFleet,
  summary,
  type TestFleet,
  TIMES,
} from "@/lib/deployments/testing/fleet";
import { problemText } from "@/lib/i18n/problem-text";
import { metrics } from "@/lib/metrics/registry";
import { getServer } from "@/lib/servers/get-server";
import type { Server } from "@/lib/servers/schema";
import { adoptDrift, previewAdoption } from "./adopt-drift";
import { compareSides } from "./compare-sides";
import { checkDrift, getDrift } from "./get-drift";
import { ignoreDrift, watchDrift } from "./ignore-drift";
import type { Drift } from "./schema";

// A real Prometheus, a real folder, and the sweep that runs in the product: only its period is shorter.

// Nothing here asks whether the targets are as foreseen.
const NO_COMPARISON = { ...TIMES, comparison: { settleMs: 0, totalMs: 100, pollMs: 50 } };
const deploy = (server: Server, input: Partial<DeploymentInput> = {}) => deployAndCompare(server, input, NO_COMPARISON);

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(async () => {
  await fleet.stop();
});

type Live = { readonly prometheus: RealPrometheus; readonly server: Server };

async function startLive(line: "3.5" | "2.53" = "3.5", baseConfig = OWN_CONFIG): Promise<Live> {
  const prometheus = await fleet.run(line, fleet.makeFolder(baseConfig));
  const cluster = await fleet.addCluster();
  const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id], baseConfig });
  expect(summary(await deploy(server))).toMatchObject({ status: "live" });
  // What was proven is known again without reading it.
  const { loadedDigest } = (await describeLiveRevision(server.id)) ?? {};
  expect(loadedDigest).toBe(sha256Hex(await prometheus.loadedConfig()));
  return { prometheus, server };
}

function edit({ prometheus }: Live, change: (text: string) => string): void {
  writeFileSync(join(prometheus.directory, "prometheus.yml"), change(readMain(prometheus.directory)));
}

/** What the page shows of a server, in both languages, is never a bare code. */
async function shown(server: Server): Promise<Drift> {
  const drift = await checkDrift(server.id);
  if (drift === null) throw new Error("nothing was looked at");
  for (const found of drift.problems) {
    for (const locale of ["en", "zh-CN"] as const) expect(problemText(locale, found)).not.toBe(found.code);
  }
  return drift;
}

/** What Prometheus shows of a deployed config is no difference from it. */
async function expectLoadedAsDeployed(server: Server): Promise<void> {
  const { summary: items, files } = await compareSides(server.id, { from: "live", to: "loaded" });
  expect(items.map(({ code }) => code)).toEqual(["change/spelling"]);
  expect(files).toMatchObject([{ path: "prometheus.yml", change: "same" }]);
}

test("F-18: sed and a reload are found by the sweep, shown, and not overwritten silently", { timeout: 120_000 }, async () => {
  const live = await startLive("2.53");
  const { prometheus, server } = live;
  await sweepDrift();
  expect(await getDrift(server.id)).toMatchObject({ word: "none", problems: [] });
  await expectLoadedAsDeployed(server);

  edit(live, (text) => text.replace("scrape_interval: 5s   # fast", "scrape_interval: 7s   # by hand"));
  await sweepDrift();
  expect(await getDrift(server.id)).toMatchObject({ word: "disk", problems: [{ code: "drift/disk-differs" }] });
  await prometheus.reload();
  await sweepDrift();
  const both = await shown(server);
  expect(both).toMatchObject({ word: "both", problems: [{ code: "drift/disk-differs" }, { code: "drift/loaded-differs" }] });
  expect(await metrics().registry.metrics()).toContain(`promfleet_drift{server="${server.name}",kind="both"} 1`);

  expect((await planDeployment(server.id)).problems).toMatchObject([{ code: "drift/edited", severity: "warning" }]);
  expect(summary(await deploy(server))).toMatchObject({ status: "rejected", codes: ["drift/edited"] });
  expect(readMain(prometheus.directory)).toContain("scrape_interval: 7s   # by hand");
  expect(summary(await deploy(server, { overwrite: true }))).toMatchObject({ status: "live" });
  expect(await shown(server)).toMatchObject({ word: "none" });
});

test("an adopted edit becomes the base config, byte for byte, and the next deployment is clean", {
  timeout: 120_000,
}, async () => {
  const live = await startLive();
  const { prometheus, server } = live;
  await expectLoadedAsDeployed(server);
  const byHand = (text: string) =>
    text.replace("5s   # fast", "7s   # by hand").replace("/nodes\n", "/nodes\n    honor_labels: true\n");
  edit(live, byHand);
  await prometheus.reload();
  expect(await shown(server)).toMatchObject({ word: "both" });

  const adoption = await previewAdoption(server.id);
  expect(adoption.after).toBe(OWN_CONFIG.replace("5s   # fast", "7s   # by hand"));
  expect(adoption.summary.map(({ code }) => code)).toContain("change/field");
  expect(adoption.problems).toMatchObject([{ code: "drift/edit-lost", severity: "warning" }]);
  await expect(adoptDrift(server.id, { digest: "0".repeat(64) }, ACTOR)).rejects.toMatchObject({ code: "conflict" });
  expect(await adoptDrift(server.id, adoption, ACTOR)).toMatchObject({ word: "adopted" });
  expect((await getServer(server.id)).baseConfig).toBe(adoption.after);
  expect((await planDeployment(server.id)).problems).toEqual([]);

  expect(summary(await deploy(server))).toMatchObject({ status: "live" });
  expect(readMain(prometheus.directory)).toContain("7s   # by hand");
  expect(readMain(prometheus.directory)).not.toContain("honor_labels");
  expect(await shown(server)).toMatchObject({ word: "none" });
});

test("F-09: a truncated file that was reloaded is an alarm, and the next deployment asks", { timeout: 120_000 }, async () => {
  const live = await startLive();
  const { prometheus, server } = live;
  edit(live, (text) => text.slice(0, text.indexOf("scrape_configs")));
  expect(await shown(server)).toMatchObject({
    word: "disk",
    problems: [{ code: "drift/disk-differs" }, { code: "drift/disk-empty" }],
  });
  await prometheus.reload();
  await sweepDrift();
  expect(await getDrift(server.id)).toMatchObject({
    word: "emptied",
    problems: [{ code: "drift/disk-differs" }, { code: "drift/disk-empty" }, { code: "drift/emptied", severity: "error" }],
  });
  expect(summary(await deploy(server))).toMatchObject({ status: "rejected", codes: ["drift/edited"] });
  expect(summary(await deploy(server, { overwrite: true }))).toMatchObject({ status: "live" });
  expect(await shown(server)).toMatchObject({ word: "none" });
});

test("an edit of a file that holds the jobs of one cluster is found and not overwritten", { timeout: 120_000 }, async () => {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const cluster = await fleet.addCluster();
  const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id], fileLayout: "per_cluster" });
  expect(summary(await deploy(server))).toMatchObject({ status: "live" });
  expect(await shown(server)).toMatchObject({ word: "none" });
  const adoption = await previewAdoption(server.id);
  expect(adoption).toMatchObject({ before: adoption.after, problems: [] });
  const folder = join(prometheus.directory, "promfleet/jobs");
  const file = join(folder, readdirSync(folder)[0] ?? "", `${cluster.name}.yml`);
  writeFileSync(file, readFileSync(file, "utf8").replace("scheme: https", "scheme: http"));
  const found = await shown(server);
  expect(found).toMatchObject({ word: "disk", problems: [{ code: "drift/job-file", parameters: { path: file } }] });
  expect(summary(await deploy(server))).toMatchObject({ status: "rejected", codes: ["drift/job-file"] });
});

test("an ignored difference stays quiet until it is another one", { timeout: 120_000 }, async () => {
  const live = await startLive();
  const { server, prometheus } = live;
  edit(live, (text) => `# a note\n${text}`);
  const { key } = await shown(server);
  await expect(ignoreDrift(server.id, { key: "other" }, ACTOR)).rejects.toMatchObject({ code: "conflict" });
  expect(await ignoreDrift(server.id, { key }, ACTOR)).toMatchObject({ word: "ignored", ignoredBy: "Ada" });
  expect(await shown(server)).toMatchObject({ word: "ignored", state: "disk" });
  expect(await watchDrift(server.id, ACTOR)).toMatchObject({ word: "disk" });
  await ignoreDrift(server.id, { key }, ACTOR);
  edit(live, (text) => `# another note\n${text}`);
  expect(await shown(server)).toMatchObject({ word: "disk", ignoredBy: null });

  await prometheus.halt();
  const known = await shown(server);
  expect(known).toMatchObject({ word: "disk", problems: [{ code: "drift/disk-differs" }, { severity: "warning" }] });
  edit(live, (text) => text.replace("# another note\n# a note\n", ""));
  expect(await shown(server)).toMatchObject({ word: "unreachable", lastKnown: { state: "disk", at: known.checkedAt } });
  expect(await shown(server)).toMatchObject({ word: "unreachable", lastKnown: { state: "disk", at: known.checkedAt } });
  await prometheus.restart();
  expect(await shown(server)).toMatchObject({ word: "none", lastKnown: null });
});

test("no secret of base config, disk or Prometheus is in what a browser gets", { timeout: 120_000 }, async () => {
  const base = `${OWN_CONFIG}    basic_auth: { username: u, password: canary-base }\n    params: { token: [canary-params] }\n`;
  const live = await startLive("3.5", base);
  const { prometheus, server } = live;
  edit(live, (text) =>
    text
      .replace("canary-base", "canary-disk")
      .replace("global:", "# password: canary-comment\nglobal:")
      .concat("remote_write: [{ url: 'http://u:canary-url@localhost:1/w', bearer_token: canary-bearer }]\n"),
  );
  await prometheus.reload();
  const drift = await shown(server);
  const sides = ["1", "live", "next", "disk", "loaded"];
  const pairs = sides.flatMap((from) => sides.filter((to) => to !== from).map((to) => ({ from, to })));
  const comparisons = [];
  for (const pair of pairs) comparisons.push(await compareSides(server.id, pair));
  const adoption = await previewAdoption(server.id);
  await adoptDrift(server.id, adoption, ACTOR);
  const sent = JSON.stringify([drift, comparisons, adoption, await planDeployment(server.id), await getServer(server.id)]);
  expect(sent).not.toMatch(/canary-/);
  expect(sent).not.toContain(fleet.apiServer.token());
  expect(adoption.summary.map(({ code }) => code)).toContain("change/secrets");
  const toDisk = comparisons.find(({ from, to }) => from.side === "live" && to.side === "disk");
  expect(toDisk?.summary.map(({ code }) => code)).toEqual(["change/sections-added", "change/secrets"]);
  const fromOne = comparisons.find(({ from, to }) => from.side === "1" && to.side === "next");
  expect(fromOne?.files.map(({ path }) => path).filter((path) => path.includes("token-"))).toHaveLength(1);
  // The stored text has the secrets; only its way to the browser masks them.
  expect(summary(await deploy(server))).toMatchObject({ status: "live" });
  expect(readFileSync(join(prometheus.directory, "prometheus.yml"), "utf8")).toContain("canary-disk");
});
