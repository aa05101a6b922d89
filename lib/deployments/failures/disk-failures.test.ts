import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PrometheusLine } from "@/e2e/support/parts.mjs";
import {
  deploy,
  expectSentences,
  leftovers,
  OWN_CONFIG,
  readMain,
  startFleet,
  type TestFleet,
  UNWATCHED_TIMES,
} from "@/lib/deployments/testing/fleet";
import { CAN_MOUNT, makeReadOnly, mountSmallDisk, releaseDisks } from "@/lib/deployments/testing/small-disk";
import type { FileSystem } from "@/lib/deployments/transports/file-system";
import { openFolder } from "@/lib/deployments/transports/folder";
import { localFiles } from "@/lib/deployments/transports/local-files";

const LINES: PrometheusLine[] = ["3.5", "2.53"];

const DISKS = [
  {
    row: "F-11",
    disk: "full",
    needsMount: true,
    codes: ["deployment/no-space"],
    spoil: (directory: string) => writeFileSync(join(directory, "ballast"), Buffer.alloc(56 * 1024)),
  },
  {
    row: "F-12",
    disk: "read-only",
    needsMount: false,
    codes: ["deployment/read-only", "deployment/not-permitted", "deployment/no-permission"],
    spoil: makeReadOnly,
  },
];

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(async () => {
  releaseDisks();
  await fleet.stop();
});

const CASES = LINES.flatMap((line) => DISKS.map((disk) => ({ line, ...disk })));

test.each(CASES.filter(({ needsMount }) => CAN_MOUNT || !needsMount))(
  "$row nothing changes on a disk that is $disk, on Prometheus $line",
  { timeout: 60_000 },
  async ({ line, codes, spoil }) => {
    const parent = fleet.makeFolder();
    const directory = CAN_MOUNT ? mountSmallDisk(parent) : parent;
    writeFileSync(join(directory, "prometheus.yml"), OWN_CONFIG);
    const prometheus = await fleet.run(line, directory);
    const before = await prometheus.loadedConfig();
    const cluster = await fleet.addCluster();
    const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id] });
    spoil(directory);
    const deployment = await deploy(server, {}, UNWATCHED_TIMES);
    expect(deployment.status).toBe("rejected");
    expect(codes).toContain(deployment.problems[0]?.code);
    expectSentences(deployment);
    expect(readMain(directory)).toBe(OWN_CONFIG);
    expect(leftovers(directory)).toEqual([]);
    expect(await prometheus.loadedConfig()).toBe(before);
    await prometheus.restart();
  },
);

/** Writes down what a delivery asks of the disk, in order. */
function recorded(files: FileSystem, log: string[]): FileSystem {
  return new Proxy(files, {
    get(target, name: keyof FileSystem) {
      const work = target[name] as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        log.push([name, ...args.filter((arg) => typeof arg === "string" && arg.startsWith("/"))].join(" "));
        return work.apply(target, args);
      };
    },
  });
}

test("F-14 every file is on the disk before the rename, and the rename before the deployment goes on", async () => {
  const root = mkdtempSync(join(tmpdir(), "promfleet-order-"));
  try {
    writeFileSync(join(root, "prometheus.yml"), OWN_CONFIG);
    const log: string[] = [];
    const place = {
      withFiles: <T>(action: (files: FileSystem) => Promise<T>) => action(recorded(localFiles, log)),
      toFailure: (error: unknown) => {
        throw error;
      },
    };
    const transport = openFolder(root, place, {});
    const file = (path: string) => ({ path, content: path, mode: 0o640, isSecret: false });
    const files = [
      "prometheus.yml",
      "promfleet/jobs/aaaaaaaaaaaa/alpha.yml",
      "promfleet/credentials/alpha/token-aaaaaaaaaaaa",
    ].map(file);
    const bundle = { files, config: "", jobs: [], digest: "0".repeat(64) };
    const delivery = { bundle, revisionNumber: 1, fence: 3, owner: { serverId: "s", serverName: "s" } };
    const staged = await transport.stage(delivery);
    if (!staged.ok) throw new Error(staged.problems[0].code);
    await transport.commit(delivery, staged.value);
    const at = (entry: string) => log.indexOf(entry.replaceAll("~", root));
    const rename = at("rename ~/prometheus.yml.3.tmp ~/prometheus.yml");
    for (const { path } of files.slice(1)) {
      const written = at(`writeNew ~/${path}`);
      const named = log.indexOf(`syncFolder ${join(root, path, "..")}`, written);
      expect(written).toBeGreaterThan(-1);
      expect(named).toBeGreaterThan(written);
      expect(rename).toBeGreaterThan(named);
    }
    expect(rename).toBeGreaterThan(at("writeNew ~/prometheus.yml.3.tmp"));
    expect(log.indexOf(`syncFolder ${root}`, rename)).toBeGreaterThan(rename);
    // Nothing takes the place of the main file but that one rename.
    expect(log.filter((line) => line.endsWith(` ${root}/prometheus.yml`) && !/^(?:read|stat|lstat|is)/.test(line))).toHaveLength(
      1,
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
