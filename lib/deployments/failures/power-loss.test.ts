import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Bundle } from "@/lib/bundles/bundle";
import { editCluster } from "@/lib/clusters/edit-cluster";
import { clusterEditSchema } from "@/lib/clusters/schema";
import { findLiveRevision } from "@/lib/db/revisions";
import { type CrashState, readFolder, replayCrashes } from "@/lib/deployments/testing/crash-replay";
import { ACTOR, deploy, startFleet, type TestFleet, UNWATCHED_TIMES } from "@/lib/deployments/testing/fleet";
import { startProcess } from "@/lib/deployments/testing/start-process";
import { parseSyscalls, type Syscall, straceTo } from "@/lib/deployments/testing/syscall-log";
import { editServer } from "@/lib/servers/edit-server";
import { type Server, serverEditSchema } from "@/lib/servers/schema";

/** What the process says, on its standard error, before it writes into the journal that the files are switched. */
const SWITCHED = '"failpoint":"commit.done"';

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(async () => {
  await fleet.stop();
});

type Trace = {
  readonly directory: string;
  readonly before: ReadonlyMap<string, Buffer | null>;
  readonly old: Pick<Bundle, "files">;
  readonly next: Pick<Bundle, "files">;
  /** What the deployment did below its folder. */
  readonly calls: readonly Syscall[];
  /** How many of them had ended when the switch was about to be written down. */
  readonly switchedAt: number;
};

/** A second deployment to a folder, with a new token for the cluster that the first one had and with another one. */
async function traceDeployment(): Promise<Trace> {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const { directory } = prometheus;
  const [one, two] = [await fleet.addCluster(), await fleet.addCluster()];
  const server = await fleet.addServer(prometheus, { clusterIds: [one.id] });
  expect((await deploy(server, {}, UNWATCHED_TIMES)).status).toBe("live");
  const { name, apiServer, tls, tlsServerName, labels, jobs, version } = one;
  const token = fleet.apiServer.rotateToken();
  const fields = { name, apiServer, tls, tlsServerName, labels, jobs, version, token };
  await editCluster(one.id, clusterEditSchema.parse(fields), ACTOR);
  await addClusterTo(server, two.id);
  const old = await findLiveRevision(server.id);
  const before = readFolder(directory);
  const log = join(fleet.makeFolder(), "calls");
  const program = await startProcess(["deploy", server.id], "trace", { under: straceTo(log) });
  await program.ended();
  expect(program.events(), program.log()).toContainEqual(expect.objectContaining({ status: "live" }));
  const next = await findLiveRevision(server.id);
  if (old === null || next === null) throw new Error("no revision is live");
  const all = parseSyscalls(readFileSync(log, "latin1"));
  const isInside = ({ path }: Syscall) => path === directory || path.startsWith(`${directory}/`);
  const switched = all.findIndex((call) => call.call === "write" && call.bytes.includes(SWITCHED));
  expect(switched).toBeGreaterThan(-1);
  const switchedAt = all.slice(0, switched).filter(isInside).length;
  return { directory, before, old: old.bundle, next: next.bundle, calls: all.filter(isInside), switchedAt };
}

async function addClusterTo({ id, ...server }: Server, clusterId: string): Promise<void> {
  const { name, url, transport, baseConfig, version, clusterIds } = server;
  const fields = { name, url, transport, baseConfig, version, auth: { kind: "none" }, clusterIds: [...clusterIds, clusterId] };
  await editServer(id, serverEditSchema.parse(fields), ACTOR);
}

/** Everything that a power cut could do to a delivery, one line for each; none when it was safe throughout. */
function findHarm({ directory, before, old, next, switchedAt }: Trace, calls: readonly Syscall[]): Set<string> {
  const harm = new Set<string>();
  const at = (path: string) => join(directory, path);
  const mainOf = ({ files }: Pick<Bundle, "files">) => files.find(({ path }) => path === "prometheus.yml")?.content ?? "";
  const isWhole = (state: CrashState, { files }: Pick<Bundle, "files">) =>
    files.every(({ path, content }) => state.read(at(path))?.equals(Buffer.from(content)) === true);
  replayCrashes(before, calls, (state, index) => {
    const main = state.read(at("prometheus.yml"))?.toString();
    const bundle = main === mainOf(next) ? next : main === mainOf(old) ? old : null;
    if (bundle === null) harm.add("the main file is neither the old one nor the new one");
    else if (!isWhole(state, bundle)) harm.add("a file is missing that the main file needs");
    if (index >= switchedAt - 1 && bundle === old) harm.add("the journal is ahead of the disk");
  });
  return harm;
}

test("F-14 wherever the power fails, the old config or the new one is there whole, with every file that it needs", {
  timeout: 180_000,
}, async () => {
  const trace = await traceDeployment();
  const { calls, directory } = trace;
  const main = join(directory, "prometheus.yml");
  expect(calls.filter((call) => call.call === "rename" && call.to === main)).toHaveLength(1);
  expect([...findHarm(trace, calls)]).toEqual([]);

  // The check is worth something only when it sees what is left out.
  const isFolder = ({ path }: Syscall) =>
    trace.before.get(path) === null || calls.some((call) => call.call === "makeFolder" && call.path === path);
  const without = (isLeftOut: (call: Syscall) => boolean) => [
    ...findHarm(
      trace,
      calls.map((call): Syscall => (isLeftOut(call) ? { call: "write", path: directory, bytes: Buffer.alloc(0) } : call)),
    ),
  ];
  const isSync = (call: Syscall) => call.call === "sync";
  expect(without((call) => isSync(call) && !isFolder(call))).toContain("the main file is neither the old one nor the new one");
  expect(without((call) => isSync(call) && isFolder(call) && call.path !== directory)).toEqual([
    "a file is missing that the main file needs",
  ]);
  const renamedAt = calls.findIndex((call) => call.call === "rename" && call.to === main);
  expect(without((call) => isSync(call) && calls.indexOf(call) > renamedAt)).toContain("the journal is ahead of the disk");
});
