import { afterAll, beforeAll, expect, test } from "vitest";
import { problemText } from "@/lib/i18n/problem-text";
import { deploy, expectSentences, OWN_CONFIG, startFleet, type TestFleet, TIMES } from "./testing/fleet";

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet({ cluster: "beta", healthyOnly: false });
});
afterAll(() => fleet.stop());

test("two scrape intervals later it is said how many targets are up, and the first error of each cluster", {
  timeout: 60_000,
}, async () => {
  const cluster = await fleet.addCluster();
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const baseConfig = OWN_CONFIG.replace("5s", "1s");
  const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id], baseConfig });

  const { status, steps } = await deploy(server, {}, { ...TIMES, settlingMsMax: 10_000 });
  expect(status).toBe("live");
  const settle = steps.find(({ name }) => name === "settle");
  const [count, failing, ...others] = settle?.detail ?? [];
  expect(count).toMatchObject({ code: "deployment/up-count" });
  expect(Number(count?.parameters.up)).toBeLessThan(Number(count?.parameters.total));
  expect(failing).toMatchObject({
    code: "deployment/targets-down",
    severity: "warning",
    parameters: { cluster: cluster.name, job: expect.stringMatching(`^${cluster.name}/`) },
    prometheus: expect.stringMatching(/HTTP status|content type|refused|deadline|EOF/i),
  });
  expect(others).toEqual([]);
  expectSentences({ problems: settle?.detail ?? [] });
  if (failing !== undefined) expect(problemText("en", failing)).toContain(`of cluster ${cluster.name}`);
});
