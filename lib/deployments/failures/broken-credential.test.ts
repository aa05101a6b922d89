import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PrometheusLine } from "@/e2e/support/parts.mjs";
import { storeClusterToken } from "@/lib/db/cluster-credentials";
import { insertCluster } from "@/lib/db/clusters";
import {
  deploy,
  expectSentences,
  readMain,
  startFleet,
  summary,
  type TestFleet,
  UNWATCHED_TIMES,
} from "@/lib/deployments/testing/fleet";

const LINES: PrometheusLine[] = ["3.5", "2.53"];
// The clusters that work need their time, whatever else the machine does.
const TIMES = { ...UNWATCHED_TIMES, proofMs: 12_000 };
const GARBAGE_CA = "-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----\n";

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(async () => await fleet.stop());

/** Stored past our own checks, which would not have taken them. */
async function addBroken(name: string, { caPem = fleet.apiServer.caPem, token = fleet.apiServer.token() }): Promise<string> {
  const jobs = ["nodes", "pods"].map((template) => ({ template: template as "nodes" | "pods", parameters: {} }));
  const tls = { kind: "ca", caPem } as const;
  const cluster = await insertCluster({
    name,
    apiServer: fleet.apiServer.url,
    tls,
    tlsServerName: "kubernetes.default",
    labels: {},
    jobs,
  });
  await storeClusterToken(cluster, token, null);
  return cluster.id;
}

test.each(LINES)(
  "F-10 a broken credential fails its own cluster on Prometheus %s; the others are live",
  { timeout: 90_000 },
  async (line) => {
    const prometheus = await fleet.run(line, fleet.makeFolder());
    const good = await fleet.addCluster();
    const name = (fault: string) => `${fault}-${line.replace(".", "-")}`;
    const broken = [
      await addBroken(name("garbage-ca"), { caPem: GARBAGE_CA }),
      await addBroken(name("newline"), { token: "two\nlines" }),
      await addBroken(name("refused"), { token: "nobody-knows-it" }),
    ];
    const server = await fleet.addServer(prometheus, { clusterIds: [good.id, ...broken], prometheusVersion: prometheus.version });
    const deployment = await deploy(server, {}, TIMES);
    expect(summary(deployment)).toMatchObject({
      status: "live",
      codes: ["deployment/cluster-failing", "deployment/cluster-failing", "deployment/cluster-failing"],
    });
    expect(deployment.problems.map(({ parameters }) => parameters.cluster)).toEqual(
      ["garbage-ca", "newline", "refused"].map(name),
    );
    expectSentences(deployment);
    await expect
      .poll(() => prometheus.scrapePools())
      .toEqual(expect.arrayContaining([`${good.name}/nodes`, `${good.name}/pods`]));
  },
);

test("F-10 where every cluster fails, what was there before comes back", { timeout: 60_000 }, async () => {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const before = readMain(prometheus.directory);
  const server = await fleet.addServer(prometheus, { clusterIds: [await addBroken("alone", { token: "nobody-knows-it" })] });
  const deployment = await deploy(server, {}, { ...TIMES, proofMs: 3_000 });
  expect(summary(deployment)).toMatchObject({ status: "rolled_back", codes: ["deployment/no-targets"] });
  expect(readMain(prometheus.directory)).toBe(before);
});

test("F-10 a token file that is missing is there again after the next deployment", { timeout: 60_000 }, async () => {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const cluster = await fleet.addCluster();
  const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id] });
  expect(summary(await deploy(server, {}, UNWATCHED_TIMES))).toMatchObject({ status: "live" });
  const folder = join(prometheus.directory, "promfleet", "credentials", cluster.name);
  const files = readdirSync(folder);
  rmSync(folder, { recursive: true });
  expect(summary(await deploy(server, {}, UNWATCHED_TIMES))).toMatchObject({ status: "live", codes: [] });
  expect(readdirSync(folder)).toEqual(files);
});
