import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { setDeploymentStatus } from "@/lib/db/deployments";
import { acquireLease, releaseLease } from "@/lib/db/leases";
import type { Server } from "@/lib/servers/schema";
import { openContext } from "./context";
import { getDeployment } from "./get-deployment";
import { runStep } from "./journal";
import { holdLease } from "./lease";
import { planDeployment } from "./plan-deployment";
import { recoverDeployments } from "./recover-deployments";
import { stagedFact } from "./run-deployment";
import { settleDeployments } from "./running";
import { createDeployment } from "./start-deployment";
import { ACTOR, leftovers, OWN_CONFIG, readMain, startFleet, summary, type TestFleet, TIMES } from "./testing/fleet";
import type { MainDigests } from "./transports/transport";

// Each test does what a deployment does up to a step, as a process that is killed there would leave it.
let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(async () => {
  await fleet.stop();
});

async function dieAt(last: "preflight" | "stage" | "commit intent" | "commit", server: Server): Promise<string> {
  const { digest } = await planDeployment(server.id);
  const { id } = await createDeployment({ serverId: server.id, digest, reason: "" }, ACTOR);
  const fence = await acquireLease(server.id, "dying", 60_000);
  const lease = holdLease(server.id, fence ?? 0);
  const context = await openContext(await getDeployment(id), lease, TIMES);
  await setDeploymentStatus(id, "validating");
  if (last !== "preflight") {
    const staged = await runStep<MainDigests>(id, "stage", async () => {
      const digests = await context.transport.stage(context.delivery);
      return digests.ok
        ? { ...digests, facts: [stagedFact({ ...digests.value, fence: lease.fence, loadedDigest: null })] }
        : digests;
    });
    if (!staged.ok) throw new Error(staged.problems[0].code);
    if (last !== "stage") {
      await runStep(id, "commit", async () => {
        if (last === "commit") await context.transport.commit(context.delivery, staged.value);
        return { ok: true, value: null };
      });
    }
  }
  lease.stop();
  await releaseLease(server.id, lease.fence);
  return id;
}

async function recover(id: string) {
  await recoverDeployments(TIMES);
  await settleDeployments();
  return summary(await getDeployment(id));
}

test.each(["preflight", "stage", "commit intent"] as const)(
  "killed at %s: nothing was changed, so it is rejected and the leftovers go",
  { timeout: 60_000 },
  async (last) => {
    const prometheus = await fleet.run("3.5", fleet.makeFolder());
    const server = await fleet.addServer(prometheus, { clusterIds: [(await fleet.addCluster()).id] });
    const id = await dieAt(last, server);
    expect(await recover(id)).toMatchObject({ status: "rejected", codes: ["deployment/interrupted"] });
    expect(readMain(prometheus.directory)).toBe(OWN_CONFIG);
    expect(leftovers(prometheus.directory)).toEqual([]);
  },
);

test("killed after the rename: the new file is loaded, proven and live", { timeout: 60_000 }, async () => {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const cluster = await fleet.addCluster();
  const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id] });
  const id = await dieAt("commit", server);
  expect(await recover(id)).toMatchObject({ status: "live", codes: [] });
  expect(await prometheus.scrapePools()).toContain(`${cluster.name}/nodes`);
});

test("killed after the rename of a config that Prometheus refuses: it is taken back", { timeout: 60_000 }, async () => {
  const prometheus = await fleet.run("2.53", fleet.makeFolder());
  writeFileSync(join(prometheus.directory, "rules.yml"), "groups: [{ nonsense: true }]\n");
  const baseConfig = `rule_files: [rules.yml]\n${OWN_CONFIG}`;
  const server = await fleet.addServer(prometheus, { clusterIds: [(await fleet.addCluster()).id], baseConfig });
  const id = await dieAt("commit", server);
  expect(await recover(id)).toMatchObject({ status: "rolled_back" });
  expect(readMain(prometheus.directory)).toBe(OWN_CONFIG);
});

test("killed after the rename and edited since: people decide", { timeout: 60_000 }, async () => {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const server = await fleet.addServer(prometheus, { clusterIds: [(await fleet.addCluster()).id] });
  const id = await dieAt("commit", server);
  writeFileSync(join(prometheus.directory, "prometheus.yml"), "global: {}\n");
  expect(await recover(id)).toMatchObject({
    status: "needs_hands",
    codes: ["deployment/interrupted", "deployment/foreign-edit", "deployment/by-hand"],
  });
  expect(readMain(prometheus.directory)).toBe("global: {}\n");
});
