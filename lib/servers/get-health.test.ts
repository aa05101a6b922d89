import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startFleet, type TestFleet } from "@/lib/deployments/testing/fleet";
import { getTargetHealth } from "./get-health";

let fleet: TestFleet;
let target: Server;
beforeAll(async () => {
  fleet = await startFleet();
  target = createServer((request, response) => {
    if (request.url === "/metrics") response.setHeader("content-type", "text/plain; version=0.0.4").end("a 1\n");
    else response.writeHead(403).end();
  });
  await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  target.close();
  await fleet.stop();
});

test("a real Prometheus tells what was up over time, and why the rest is down", { timeout: 60_000 }, async () => {
  const { port } = target.address() as AddressInfo;
  const job = (name: string, path: string, cluster: string | null) =>
    `  - job_name: ${name}\n    scrape_interval: 1s\n    scrape_timeout: 1s\n    metrics_path: ${path}\n    static_configs: [{ targets: ['127.0.0.1:${port}']${cluster === null ? "" : `, labels: { cluster: ${cluster} }`} }]\n`;
  const config = `scrape_configs:\n${job("fine", "/metrics", "alpha")}${job("locked", "/no", null)}`;
  const prometheus = await fleet.run("3.5", fleet.makeFolder(config));
  const server = await fleet.addServer(prometheus, { baseConfig: config });
  await expect.poll(async () => (await prometheus.query("count(up)"))[0]?.value[1], { timeout: 30_000 }).toBe("2");

  const report = await getTargetHealth(server.id, "1h");

  expect(report).toMatchObject({ window: "1h", stepSeconds: 60, targetsUrl: `${prometheus.url}/targets` });
  expect(report.clusters.map(({ cluster, up, down, samples }) => [cluster, up, down, samples.length])).toEqual([
    [null, 0, 1, 61],
    ["alpha", 1, 0, 61],
  ]);
  expect(report.errors).toMatchObject([
    { kind: "forbidden", count: 1, clusters: 1, example: { jobName: "locked", cluster: null } },
  ]);
  expect([report.jobsRead, report.jobsDown]).toEqual([2, 2]);
  expect(report.graphUrl.startsWith(`${prometheus.url}/graph?g0.expr=count`)).toBe(true);
});

test("a Prometheus that does not answer, or that nobody may ask, is named", async () => {
  const prometheus = { url: "http://127.0.0.1:9", directory: "/tmp" } as Parameters<TestFleet["addServer"]>[0];
  const gone = await fleet.addServer(prometheus);
  await expect(getTargetHealth(gone.id, "1h")).rejects.toMatchObject({ problems: [{ code: "server/refused" }] });
  const transport = { kind: "pull", configDirectory: "/etc/prometheus", intervalSeconds: 30, isReachable: false } as const;
  const far = await fleet.addServer(prometheus, { transport });
  await expect(getTargetHealth(far.id, "1h")).rejects.toMatchObject({ problems: [{ code: "pull/not-asked" }] });
});
