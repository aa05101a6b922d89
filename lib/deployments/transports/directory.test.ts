import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Bundle, BundleFile } from "@/lib/bundles/bundle";
import { CAN_MOUNT, makeReadOnly, mountSmallDisk, releaseDisks, withFileSizeLimit } from "@/lib/deployments/testing/small-disk";
import type { Result } from "@/lib/result";
import { openDirectory } from "./directory";
import { resolveInside } from "./durable-files";
import type { Delivery } from "./transport";

const OWNER = { serverId: "server-1", serverName: "main" };
const OLD = "# mine\nglobal: {}\n";
const NEW = "global: {}\nscrape_configs: []\n# promfleet/credentials/alpha/token-aaaaaaaaaaaa\n";

let folder: string;
const mounts: string[] = [];
const isRoot = process.getuid?.() === 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "promfleet-directory-"));
});
afterEach(() => {
  for (const path of mounts.splice(0)) execFileSync("umount", [path]);
  releaseDisks();
  rmSync(folder, { recursive: true, force: true });
});

function bundleOf(main: string, ...others: BundleFile[]): Bundle {
  const files: BundleFile[] = [{ path: "prometheus.yml", content: main, mode: 0o640, isSecret: false }, ...others];
  const digest = createHash("sha256")
    .update(files.map(({ path, content }) => path + content).join())
    .digest("hex");
  return { files, config: main, jobs: [], digest };
}

const token = (hash: string, content = "secret"): BundleFile => ({
  path: `promfleet/credentials/alpha/token-${hash}`,
  content,
  mode: 0o640,
  isSecret: true,
});

function delivery(bundle = bundleOf(NEW, token("aaaaaaaaaaaa")), fence = 7, owner = OWNER): Delivery {
  return { bundle, revisionNumber: 3, fence, owner };
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problems.map(({ code, parameters }) => `${code} ${JSON.stringify(parameters)}`).join());
  return result.value;
}

const codeOf = (result: Result<unknown>) => (result.ok ? "ok" : result.problems[0].code);
const main = () => readFileSync(join(folder, "prometheus.yml"), "utf8");
const everything = (path = folder): string[] => readdirSync(path, { recursive: true }).map(String).sort();

async function deploy(what: Delivery, directory = folder) {
  const transport = openDirectory(directory);
  value(await transport.preflight(what));
  const digests = value(await transport.stage(what));
  value(await transport.commit(what, digests));
  return { transport, digests };
}

describe("a deployment into a folder", () => {
  test("keeps mode and owner of the main file and gives credentials its group", async () => {
    writeFileSync(join(folder, "prometheus.yml"), OLD);
    if (isRoot) chownSync(join(folder, "prometheus.yml"), 1234, 4321);
    chmodSync(join(folder, "prometheus.yml"), 0o604);
    await deploy(delivery());
    const { mode, uid, gid } = statSync(join(folder, "prometheus.yml"));
    const credential = statSync(join(folder, "promfleet/credentials/alpha/token-aaaaaaaaaaaa"));
    expect(main()).toBe(NEW);
    expect(mode & 0o7777).toBe(0o604);
    expect(credential.mode & 0o7777).toBe(0o640);
    expect(credential.gid).toBe(gid);
    if (isRoot) expect([uid, gid]).toEqual([1234, 4321]);
  });

  test("leaves the marker and a copy of the revision", async () => {
    const what = delivery();
    await deploy(what);
    expect(JSON.parse(readFileSync(join(folder, "promfleet/owner.json"), "utf8"))).toMatchObject(OWNER);
    expect(readFileSync(join(folder, `promfleet/revisions/3-${what.bundle.digest.slice(0, 12)}/prometheus.yml`), "utf8")).toBe(
      NEW,
    );
    expect(everything().filter((path) => path.endsWith(".tmp"))).toEqual([]);
  });

  test("undo gives back the very bytes, and twice is as good as once", async () => {
    writeFileSync(join(folder, "prometheus.yml"), OLD, { mode: 0o600 });
    const what = delivery();
    const { transport, digests } = await deploy(what);
    value(await transport.undo(what, digests));
    value(await transport.undo(what, digests));
    expect(main()).toBe(OLD);
    expect(statSync(join(folder, "prometheus.yml")).mode & 0o7777).toBe(0o600);
  });

  test("undo of a first deployment without a main file leaves none", async () => {
    const what = delivery();
    const { transport, digests } = await deploy(what);
    value(await transport.undo(what, digests));
    expect(value(await transport.readBack()).main).toBeNull();
  });

  test("undo does not touch a file that somebody has edited since", async () => {
    writeFileSync(join(folder, "prometheus.yml"), OLD);
    const what = delivery();
    const { transport, digests } = await deploy(what);
    writeFileSync(join(folder, "prometheus.yml"), "edited: by hand\n");
    expect(codeOf(await transport.undo(what, digests))).toBe("deployment/foreign-edit");
    expect(main()).toBe("edited: by hand\n");
  });

  test("commit does not touch a file that was edited after staging", async () => {
    writeFileSync(join(folder, "prometheus.yml"), OLD);
    const transport = openDirectory(folder);
    const digests = value(await transport.stage(delivery()));
    writeFileSync(join(folder, "prometheus.yml"), "edited: by hand\n");
    expect(codeOf(await transport.commit(delivery(), digests))).toBe("deployment/changed-meanwhile");
    await transport.discard(7);
    expect(main()).toBe("edited: by hand\n");
    expect(everything().filter((path) => path.endsWith(".tmp"))).toEqual([]);
  });

  test("credentials go when neither the live nor the kept text mentions them", async () => {
    const first = delivery(bundleOf(NEW, token("aaaaaaaaaaaa"), token("bbbbbbbbbbbb"), token("cccccccccccc")));
    const { transport } = await deploy(first);
    await transport.collectGarbage(["promfleet/credentials/alpha/token-bbbbbbbbbbbb"]);
    expect(readdirSync(join(folder, "promfleet/credentials/alpha"))).toEqual(["token-aaaaaaaaaaaa", "token-bbbbbbbbbbbb"]);
  });

  test("a torn credential of an earlier crash is made whole", async () => {
    mkdirSync(join(folder, "promfleet/credentials/alpha"), { recursive: true });
    writeFileSync(join(folder, "promfleet/credentials/alpha/token-aaaaaaaaaaaa"), "sec");
    await deploy(delivery());
    expect(readFileSync(join(folder, "promfleet/credentials/alpha/token-aaaaaaaaaaaa"), "utf8")).toBe("secret");
  });
});

describe("a folder that cannot be used is refused before anything is written", () => {
  const at = (path: string) => join(folder, path);
  const refusals: [guarantee: string, code: string, directory: string, arrange: () => void][] = [
    ["a folder that is not there", "deployment/no-directory", "absent", () => undefined],
    ["a file instead of a folder", "deployment/not-a-directory", "file", () => writeFileSync(at("file"), "")],
    ["a linked main file", "deployment/main-link", "", () => symlinkSync("/etc/hostname", at("prometheus.yml"))],
    ["a folder as main file", "deployment/not-a-file", "", () => mkdirSync(at("prometheus.yml"))],
    ["somebody else's folder", "deployment/foreign-owner", "", () => mark(JSON.stringify({ serverId: "x", serverName: "y" }))],
    ["an unreadable marker", "deployment/owner-unreadable", "", () => mark("{")],
  ];
  const mark = (text: string) => {
    mkdirSync(at("promfleet"));
    writeFileSync(at("promfleet/owner.json"), text);
  };
  test.each(refusals)("%s: %s", async (_guarantee, code, directory, arrange) => {
    arrange();
    const before = everything();
    expect(codeOf(await openDirectory(at(directory)).preflight(delivery()))).toBe(code);
    expect(everything()).toEqual(before);
  });

  test.runIf(CAN_MOUNT)("a main file that is mounted by itself", async () => {
    writeFileSync(join(folder, "prometheus.yml"), OLD);
    writeFileSync(join(folder, "elsewhere"), OLD);
    execFileSync("mount", ["--bind", join(folder, "elsewhere"), join(folder, "prometheus.yml")]);
    mounts.push(join(folder, "prometheus.yml"));
    expect(codeOf(await openDirectory(folder).preflight(delivery()))).toBe("deployment/main-mounted");
  });

  test.each(["../x", "/etc/x", "a/../x", "a//x", "a\\x", "a\0x", "."])("a path outside of the folder: %j", (path) => {
    expect(() => resolveInside(folder, path)).toThrow("deployment/path-outside");
  });

  test("a linked folder on the way to the credentials", async () => {
    mkdirSync(join(folder, "promfleet"));
    symlinkSync(tmpdir(), join(folder, "promfleet/credentials"));
    expect(codeOf(await openDirectory(folder).stage(delivery()))).toBe("deployment/link");
  });
});

describe("a disk that fails", () => {
  const withMain = (path: string) => {
    writeFileSync(join(path, "prometheus.yml"), OLD);
    return path;
  };

  test.runIf(CAN_MOUNT)("too little space is told with numbers before anything is written", async () => {
    const path = withMain(mountSmallDisk(folder));
    writeFileSync(join(path, "ballast"), Buffer.alloc(50_000));
    const result = await openDirectory(path).preflight(delivery(bundleOf(NEW + "#".repeat(8000))));
    expect(result).toMatchObject({ problems: [{ code: "deployment/no-space", parameters: { free: expect.any(Number) } }] });
    expect(everything(path)).toEqual(["ballast", "prometheus.yml"]);
  });

  test.runIf(CAN_MOUNT)("a disk that fills up while staging leaves nothing behind", async () => {
    const path = withMain(mountSmallDisk(folder));
    const result = await openDirectory(path).stage(delivery(bundleOf(NEW + "#".repeat(40_000), token("aaaaaaaaaaaa"))));
    expect(codeOf(result)).toBe("deployment/disk-full");
    expect(everything(path)).toEqual(["prometheus.yml"]);
    expect(readFileSync(join(path, "prometheus.yml"), "utf8")).toBe(OLD);
  });

  test("a write that is cut short while staging leaves nothing behind", async () => {
    withMain(folder);
    const what = delivery(bundleOf(NEW + "#".repeat(40_000), token("aaaaaaaaaaaa")));
    const result = await withFileSizeLimit(16_384, () => openDirectory(folder).stage(what));
    expect(codeOf(result)).toBe("deployment/file-too-big");
    expect(everything()).toEqual(["prometheus.yml"]);
    expect(main()).toBe(OLD);
  });

  test.runIf(CAN_MOUNT)("undo needs no space", async () => {
    const path = withMain(mountSmallDisk(folder));
    const what = delivery();
    const { transport, digests } = await deploy(what, path);
    expect(() => writeFileSync(join(path, "ballast"), Buffer.alloc(90_000))).toThrow("ENOSPC");
    value(await transport.undo(what, digests));
    expect(readFileSync(join(path, "prometheus.yml"), "utf8")).toBe(OLD);
  });

  test("a read-only disk is told apart", async () => {
    const path = withMain(CAN_MOUNT ? mountSmallDisk(folder) : folder);
    makeReadOnly(path);
    const codes = ["deployment/read-only", "deployment/no-permission", "deployment/not-permitted"];
    expect(codes).toContain(codeOf(await openDirectory(path).preflight(delivery())));
    expect(codes).toContain(codeOf(await openDirectory(path).stage(delivery())));
    expect(everything(path)).toEqual(["prometheus.yml"]);
  });
});
