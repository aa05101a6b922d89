import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findPrometheusBin, type PrometheusLine } from "@/e2e/support/parts.mjs";
import {
  deploy,
  expectSentences,
  OWN_CONFIG,
  readMain,
  startFleet,
  summary,
  type TestFleet,
  UNWATCHED_TIMES,
} from "@/lib/deployments/testing/fleet";
import { CAN_MOUNT } from "@/lib/deployments/testing/small-disk";

const LINES: PrometheusLine[] = ["3.5", "2.53"];
const TIMES = { ...UNWATCHED_TIMES, verifyMs: 3000 };

let fleet: TestFleet;
const programs: string[] = [];
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(async () => {
  await fleet.stop();
  for (const folder of programs) rmSync(folder, { recursive: true, force: true });
});

/** Prometheus in a mount namespace of its own, where one file alone is shared with us, as `docker -v file:file` does. */
function boxed(line: PrometheusLine, ours: string, theirs: string): { bin: string } {
  const bin = mkdtempSync(join(tmpdir(), "promfleet-box-"));
  programs.push(bin);
  const real = join(findPrometheusBin(line) ?? "", "prometheus");
  const mount = `mount --bind ${ours}/prometheus.yml ${theirs}/prometheus.yml`;
  writeFileSync(join(bin, "prometheus"), `#!/bin/sh\nexec unshare -m sh -c '${mount} && exec ${real} "$@"' sh "$@"\n`);
  chmodSync(join(bin, "prometheus"), 0o755);
  return { bin };
}

test.runIf(CAN_MOUNT).each(LINES)(
  "F-08 a single file that is mounted into the container of Prometheus %s: never live, with the cause",
  { timeout: 60_000 },
  async (line) => {
    const [ours, theirs] = [fleet.makeFolder(), fleet.makeFolder()];
    const prometheus = await fleet.run(line, theirs, { line: boxed(line, ours, theirs) });
    const cluster = await fleet.addCluster();
    const server = await fleet.addServer(prometheus, {
      clusterIds: [cluster.id],
      transport: { kind: "directory", directory: ours },
    });
    const deployment = await deploy(server, {}, TIMES);
    expect(deployment.status).toBe("rolled_back");
    expect(deployment.problems[0]).toMatchObject({ code: "deployment/not-picked-up", parameters: { place: ours } });
    expectSentences(deployment);
    expect(readMain(ours)).toBe(OWN_CONFIG);
  },
);

test.each(LINES)(
  "F-08 a folder that Prometheus %s does not read: never live, both paths told",
  { timeout: 60_000 },
  async (line) => {
    const prometheus = await fleet.run(line, fleet.makeFolder());
    const wrong = fleet.makeFolder();
    mkdirSync(wrong, { recursive: true });
    const cluster = await fleet.addCluster();
    const server = await fleet.addServer(prometheus, {
      clusterIds: [cluster.id],
      transport: { kind: "directory", directory: wrong },
    });
    const deployment = await deploy(server, {}, TIMES);
    expect(summary(deployment)).toMatchObject({
      status: "rolled_back",
      codes: expect.arrayContaining(["deployment/not-picked-up", "deployment/loaded-differs"]),
    });
    const { parameters } = deployment.problems[0] ?? {};
    expect(parameters).toEqual({ configFile: prometheus.configFile, place: wrong, why: "path" });
    expectSentences(deployment);
    expect(readMain(wrong)).toBe(OWN_CONFIG);
  },
);
