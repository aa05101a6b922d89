import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeKey, type SshServer, startSshServer } from "@/e2e/support/ssh-server";
import type { Bundle, BundleFile } from "@/lib/bundles/bundle";
import { CAN_MOUNT, makeReadOnly, mountSmallDisk, releaseDisks } from "@/lib/deployments/testing/small-disk";
import { overrideEnvForTest } from "@/lib/env";
import type { Result } from "@/lib/result";
import { Secret } from "@/lib/secrets/secret";
import { readHostKey } from "@/lib/ssh/connect";
import { openSsh } from "./ssh";
import type { Delivery } from "./transport";

const OLD = "# mine\nglobal: {}\n";
const NEW = "global: {}\nscrape_configs: []\n# promfleet/credentials/alpha/token-aaaaaaaaaaaa\n";
const OWNER = { serverId: "server-1", serverName: "main" };

/** How many places of a step are cut; all of the kill matrix look closer. */
const CUTS = process.env.KILL_MATRIX === "all" ? 24 : 4;

let server: SshServer;
let folder: string;

beforeAll(async () => {
  overrideEnvForTest({ allowLoopback: true });
  server = await startSshServer();
});
afterAll(async () => {
  await server.stop();
  overrideEnvForTest(undefined);
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "promfleet-ssh-"));
  writeFileSync(join(folder, "prometheus.yml"), OLD);
});
afterEach(() => {
  releaseDisks();
  rmSync(folder, { recursive: true, force: true });
});

const TOKEN: BundleFile = {
  path: "promfleet/credentials/alpha/token-aaaaaaaaaaaa",
  content: "secret",
  mode: 0o640,
  isSecret: true,
};

function deliveryOf(main = NEW, fence = 7): Delivery {
  const files: BundleFile[] = [{ path: "prometheus.yml", content: main, mode: 0o640, isSecret: false }, TOKEN];
  const digest = createHash("sha256").update(main).digest("hex");
  const bundle: Bundle = { files, config: main, jobs: [], digest };
  return { bundle, revisionNumber: 3, fence, owner: OWNER };
}

type Change = Partial<{ port: number; host: string; directory: string; fingerprint: string; type: "ssh-rsa"; key: string }>;

function open({ key, fingerprint, type, ...changes }: Change = {}) {
  const { host, port, user, privateKey } = server;
  const pinned = server.hostKey();
  const hostKey = { type: type ?? pinned.type, fingerprint: fingerprint ?? pinned.fingerprint };
  return openSsh({ host, port, user, directory: folder, hostKey, ...changes }, new Secret(key ?? privateKey));
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problems.map(({ code, parameters }) => `${code} ${JSON.stringify(parameters)}`).join());
  return result.value;
}

const codeOf = (result: Result<unknown>) => (result.ok ? "ok" : result.problems[0].code);
const main = () => readFileSync(join(folder, "prometheus.yml"), "utf8");
const names = (path = folder) => readdirSync(path, { recursive: true }).map(String).sort();

describe("a deployment over SFTP", () => {
  test("is whole, keeps the mode, cleans up, and undo gives back the very bytes, twice", async () => {
    const [transport, what] = [open(), deliveryOf()];
    const before = statSync(join(folder, "prometheus.yml"));
    value(await transport.preflight(what));
    const digests = value(await transport.stage(what));
    expect(main()).toBe(OLD);
    value(await transport.commit(what, digests));
    expect(main()).toBe(NEW);
    expect(statSync(join(folder, "prometheus.yml")).mode).toBe(before.mode);
    expect(statSync(join(folder, TOKEN.path)).mode & 0o7777).toBe(0o640);
    expect(value(await transport.readBack())).toMatchObject({ owner: OWNER, revisions: [{ number: 3 }] });
    expect(value(await (transport.checkFiles?.(what.bundle) ?? Promise.reject(new Error("no check"))))).toBeNull();
    value(await transport.undo(what, digests));
    value(await transport.undo(what, digests));
    expect(main()).toBe(OLD);
    expect(names().filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("a file that somebody has edited meanwhile is left alone", async () => {
    const [transport, what] = [open(), deliveryOf()];
    const digests = value(await transport.stage(what));
    writeFileSync(join(folder, "prometheus.yml"), "edited: by hand\n");
    expect(codeOf(await transport.commit(what, digests))).toBe("deployment/changed-meanwhile");
    await transport.discard(7);
    writeFileSync(join(folder, "prometheus.yml"), NEW);
    writeFileSync(join(folder, "prometheus.yml"), "edited: again\n");
    expect(codeOf(await transport.undo(what, digests))).toBe("deployment/foreign-edit");
    expect(main()).toBe("edited: again\n");
    expect(names().filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("what is not used any more is removed", async () => {
    const [transport, what] = [open(), deliveryOf()];
    value(await transport.commit(what, value(await transport.stage(what))));
    writeFileSync(join(folder, "promfleet/credentials/alpha/token-bbbbbbbbbbbb"), "old");
    await transport.collectGarbage([]);
    expect(readdirSync(join(folder, "promfleet/credentials/alpha"))).toEqual(["token-aaaaaaaaaaaa"]);
  });
});

describe("T-66: who is at the other end", () => {
  test("the key that is read is the key that OpenSSH prints", async () => {
    expect(value(await readHostKey(server))).toMatchObject(server.hostKey());
  });

  test("a wrong pin is refused with both fingerprints, and nothing is signed in", async () => {
    const fingerprint = `SHA256:${"A".repeat(43)}`;
    const result = await open({ fingerprint }).readBack();
    expect(result).toMatchObject({
      problems: [
        {
          code: "ssh/host-key-changed",
          parameters: { pinned: `ssh-ed25519 ${fingerprint}`, found: `ssh-ed25519 ${server.hostKey().fingerprint}` },
        },
      ],
    });
  });

  test.each(["ed25519", "rsa"] as const)("a host with a new %s key is refused until that is confirmed", async (type) => {
    const other = await startSshServer();
    try {
      const { host, port, user, privateKey } = other;
      const [hostKey, key] = [other.hostKey(), new Secret(privateKey)];
      const place = { host, port, user, directory: folder };
      expect(codeOf(await openSsh({ ...place, hostKey }, key).readBack())).toBe("ok");
      await other.rotate(type);
      expect(codeOf(await openSsh({ ...place, hostKey }, key).readBack())).toBe("ssh/host-key-changed");
      expect(codeOf(await openSsh({ ...place, hostKey: value(await readHostKey(other)) }, key).readBack())).toBe("ok");
    } finally {
      await other.stop();
    }
  });

  test("a server that offers only old algorithms is refused", async () => {
    const old = await startSshServer({ config: ["KexAlgorithms diffie-hellman-group14-sha1"] });
    try {
      expect(
        codeOf(await openSsh({ ...old, directory: folder, hostKey: old.hostKey() }, new Secret(old.privateKey)).readBack()),
      ).toBe("ssh/algorithms");
    } finally {
      await old.stop();
    }
  });

  const keys: [name: string, code: string, key: (path: string) => string][] = [
    ["of somebody else", "ssh/authentication", (path) => makeKey(path, "other").privateKey],
    ["with a passphrase", "ssh/key-passphrase", (path) => makeKey(path, "locked", "ed25519", "open sesame").privateKey],
    ["that is a public one", "ssh/key-unreadable", (path) => makeKey(path, "public").publicKey],
    ["that is none", "ssh/key-unreadable", () => "nonsense"],
  ];
  test.each(keys)("a key %s: %s", async (_name, code, key) => {
    expect(codeOf(await open({ key: key(folder) }).readBack())).toBe(code);
  });

  test("addresses that are never contacted, and places where nobody listens", async () => {
    expect(codeOf(await open({ host: "169.254.169.254" }).readBack())).toBe("ssh/blocked-address");
    expect(codeOf(await open({ port: 1 }).readBack())).toBe("ssh/refused");
  });
});

describe("a folder that cannot be used is told apart", () => {
  test("T-64: links are not followed, and nothing is written behind them", async () => {
    const outside = mkdtempSync(join(tmpdir(), "promfleet-outside-"));
    mkdirSync(join(folder, "promfleet"));
    symlinkSync(outside, join(folder, "promfleet/credentials"));
    expect(codeOf(await open().stage(deliveryOf()))).toBe("deployment/link");
    expect(readdirSync(outside)).toEqual([]);
    rmSync(join(folder, "promfleet"), { recursive: true });
    rmSync(join(folder, "prometheus.yml"));
    symlinkSync("/etc/hostname", join(folder, "prometheus.yml"));
    expect(codeOf(await open().preflight(deliveryOf()))).toBe("deployment/main-link");
    expect(codeOf(await open().readBack())).toBe("deployment/link");
    rmSync(outside, { recursive: true });
  });

  test("a folder that is not there", async () => {
    expect(codeOf(await open({ directory: join(folder, "absent") }).preflight(deliveryOf()))).toBe("deployment/no-directory");
  });

  test("an account that may only read", async () => {
    const reading = await startSshServer({ restriction: 'restrict,command="internal-sftp -R"' });
    try {
      const transport = openSsh({ ...reading, directory: folder, hostKey: reading.hostKey() }, new Secret(reading.privateKey));
      // OpenSSH does not even offer it what writes.
      expect(codeOf(await transport.preflight(deliveryOf()))).toBe("ssh/missing-extension");
      expect(names()).toEqual(["prometheus.yml"]);
    } finally {
      await reading.stop();
    }
  });

  test("a server without what deployments need is refused by the name of it", async () => {
    const poor = await startSshServer({ restriction: 'restrict,command="internal-sftp -P posix-rename,fsync"' });
    try {
      const transport = openSsh({ ...poor, directory: folder, hostKey: poor.hostKey() }, new Secret(poor.privateKey));
      expect(await transport.readBack()).toMatchObject({
        problems: [{ code: "ssh/missing-extension", parameters: { names: "posix-rename@openssh.com, fsync@openssh.com" } }],
      });
    } finally {
      await poor.stop();
    }
  });

  test("an account without SFTP", async () => {
    const shell = await startSshServer({ restriction: 'restrict,command="/bin/false"' });
    try {
      const transport = openSsh({ ...shell, directory: folder, hostKey: shell.hostKey() }, new Secret(shell.privateKey));
      expect(["ssh/no-sftp", "ssh/interrupted"]).toContain(codeOf(await transport.readBack()));
    } finally {
      await shell.stop();
    }
  });

  test.runIf(CAN_MOUNT)("a full disk and a read-only one", async () => {
    const path = mountSmallDisk(folder);
    writeFileSync(join(path, "prometheus.yml"), OLD);
    expect(codeOf(await open({ directory: path }).preflight(deliveryOf(NEW + "#".repeat(40_000))))).toBe("deployment/no-space");
    expect(codeOf(await open({ directory: path }).stage(deliveryOf(NEW + "#".repeat(40_000))))).toBe("deployment/disk-full");
    expect(names(path)).toEqual(["prometheus.yml"]);
    makeReadOnly(path);
    expect(codeOf(await open({ directory: path }).preflight(deliveryOf()))).toBe("deployment/read-only");
    expect(names(path)).toEqual(["prometheus.yml"]);
  });
});

/** Passes a number of bytes on to sshd and then breaks off, as a network does. */
async function startCutter(upstream: number) {
  let left = Number.POSITIVE_INFINITY;
  let sent = 0;
  const sockets = new Set<Socket>();
  const cutter: Server = createServer((client) => {
    const onward = connect(upstream, "127.0.0.1");
    for (const socket of [client, onward]) {
      sockets.add(socket);
      socket
        .on("error", () => undefined)
        .on("close", () => {
          client.destroy();
          onward.destroy();
        });
    }
    client.on("data", (chunk) => {
      sent += chunk.length;
      left -= chunk.length;
      if (left >= 0) return void onward.write(chunk);
      left = Number.POSITIVE_INFINITY;
      client.destroy();
    });
    onward.pipe(client);
  });
  await new Promise<void>((resolve) => cutter.listen(0, "127.0.0.1", resolve));
  const address = cutter.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    sent: () => sent,
    /** Breaks off once, after so many bytes. */
    cutAfter: (bytes: number) => {
      left = bytes;
    },
    stop: () => {
      for (const socket of sockets) socket.destroy();
      cutter.close();
    },
  };
}

test("a connection that is cut anywhere leaves the old file or the new one, and the answer says which", async () => {
  const cutter = await startCutter(server.port);
  try {
    const transport = open({ port: cutter.port });
    const what = deliveryOf();
    const marks = [cutter.sent()];
    const digests = value(await transport.stage(what));
    marks.push(cutter.sent());
    value(await transport.commit(what, digests));
    marks.push(cutter.sent());
    value(await transport.undo(what, digests));
    marks.push(cutter.sent());
    const [stageBytes, commitBytes, undoBytes] = marks.slice(1).map((mark, index) => mark - (marks[index] ?? 0));
    const at = (bytes = 0) => Array.from({ length: CUTS }, (_, index) => Math.floor((bytes * (index + 0.5)) / CUTS));
    for (const bytes of at(stageBytes)) {
      cutter.cutAfter(bytes);
      expect(["ssh/interrupted", "ssh/not-ssh", "ok"]).toContain(codeOf(await transport.stage(what)));
      cutter.cutAfter(Number.POSITIVE_INFINITY);
      expect(main()).toBe(OLD);
    }
    for (const bytes of at(commitBytes)) {
      value(await transport.stage(what));
      cutter.cutAfter(bytes);
      const done = await transport.commit(what, digests);
      cutter.cutAfter(Number.POSITIVE_INFINITY);
      expect(main()).toBe(done.ok ? NEW : OLD);
      value(await transport.undo(what, digests));
      expect(main()).toBe(OLD);
    }
    for (const bytes of at(undoBytes)) {
      value(await transport.commit(what, value(await transport.stage(what))));
      cutter.cutAfter(bytes);
      const undone = await transport.undo(what, digests);
      cutter.cutAfter(Number.POSITIVE_INFINITY);
      expect(undone.ok ? [OLD] : [OLD, NEW]).toContain(main());
      value(await transport.undo(what, digests));
      expect(main()).toBe(OLD);
    }
    await transport.discard(7);
    expect(names().filter((name) => name.endsWith(".tmp"))).toEqual([]);
  } finally {
    cutter.stop();
  }
});
