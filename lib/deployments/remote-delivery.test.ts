import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SshServer, startSshServer } from "@/e2e/support/ssh-server";
import { overrideEnvForTest } from "@/lib/env";
import {
  deploy,
  expectSentences,
  OWN_CONFIG,
  readMain,
  startFleet,
  summary,
  type TestFleet,
  UNWATCHED_TIMES,
} from "./testing/fleet";

let fleet: TestFleet;
let ssh: SshServer;

beforeAll(async () => {
  fleet = await startFleet();
  overrideEnvForTest({ promtool: null, searchPath: "", allowLoopback: true });
  ssh = await startSshServer({ restriction: "restrict" });
});
afterAll(async () => {
  await ssh.stop();
  await fleet.stop();
});

const UNREADABLE_RULES = (path: string) => `rule_files: ["${path}"]\n`;

test("a deployment over SFTP goes live on a real Prometheus, and one that it refuses is undone", async () => {
  const directory = fleet.makeFolder();
  const prometheus = await fleet.run("3.5", directory);
  const { host, port, user, privateKey } = ssh;
  const input = {
    transport: { kind: "ssh" as const, host, port, user, directory, hostKey: ssh.hostKey() },
    transportSecret: privateKey,
    clusterIds: [(await fleet.addCluster()).id],
  };
  const deployed = await deploy(await fleet.addServer(prometheus, input), { acknowledged: [] }, UNWATCHED_TIMES);
  expect(summary(deployed)).toMatchObject({ status: "live" });
  const live = readMain(directory);
  expect(live).toContain("# cluster alpha");

  const rules = join(directory, "rules.yml");
  writeFileSync(rules, "groups: [{ nonsense: true }]\n");
  const other = fleet.makeFolder();
  const second = await fleet.run("3.5", other);
  const refusing = await fleet.addServer(second, {
    ...input,
    transport: { ...input.transport, directory: other },
    baseConfig: UNREADABLE_RULES(rules) + OWN_CONFIG,
  });
  const undone = await deploy(refusing, {}, { ...UNWATCHED_TIMES, verifyMs: 8_000 });
  expect(undone.status).toBe("rolled_back");
  expectSentences(undone);
  expect(readMain(other)).toBe(OWN_CONFIG);
  expect(JSON.stringify([deployed, undone])).not.toContain("PRIVATE KEY");
});

test.each([
  { what: "checked it out", branchPerDeployment: false },
  { what: "merged its branch and checked it out", branchPerDeployment: true },
])("a deployment through git is live when somebody else has $what and reloaded", async ({ branchPerDeployment }) => {
  const directory = fleet.makeFolder();
  const work = join(directory, "..", "work");
  const repository = join(directory, "..", "config.git");
  const git = (...args: string[]) =>
    execFileSync("/usr/bin/git", ["-c", "user.name=p", "-c", "user.email=p@x", ...args], { encoding: "utf8", stdio: "pipe" });
  git("init", "--quiet", "--bare", "--initial-branch=main", repository);
  git("clone", "--quiet", repository, work);
  mkdirSync(join(work, "prom"));
  writeFileSync(join(work, "prom/prometheus.yml"), readFileSync(join(directory, "prometheus.yml")));
  git("-C", work, "add", ".");
  git("-C", work, "commit", "--quiet", "-m", "first");
  git("-C", work, "push", "--quiet", "origin", "HEAD:main");
  const prometheus = await fleet.run("3.5", directory);
  const cluster = await fleet.addCluster();
  const { port, user, privateKey } = ssh;
  const server = await fleet.addServer(prometheus, {
    transport: {
      kind: "git",
      url: `ssh://${user}@127.0.0.1:${port}${repository}`,
      branch: "main",
      branchPerDeployment,
      path: "prom",
      authorName: "Promfleet",
      authorEmail: "promfleet@example.com",
      username: "promfleet",
      caPem: "",
      hostKey: ssh.hostKey(),
      visibleMinutes: 1,
    },
    transportSecret: privateKey,
    clusterIds: [cluster.id],
  });
  // What a job of the user's does: check out, put the credentials beside it, reload.
  const checkout = setInterval(() => {
    git("-C", work, "pull", "--quiet", "origin", "main");
    const branch = git("-C", repository, "for-each-ref", "--format=%(refname)", "refs/heads/promfleet").trim();
    if (branch !== "") {
      git("-C", work, "pull", "--quiet", "--no-edit", "origin", branch);
      git("-C", work, "push", "--quiet", "origin", "HEAD:main");
    }
    const text = readFileSync(join(work, "prom/prometheus.yml"), "utf8");
    for (const path of new Set(text.match(/promfleet\/credentials\/[\w./-]+/g) ?? [])) {
      mkdirSync(join(directory, path, ".."), { recursive: true });
      const content = path.endsWith(".crt") ? fleet.apiServer.caPem : fleet.apiServer.token();
      if (!existsSync(join(directory, path))) writeFileSync(join(directory, path), content);
    }
    if (text === readMain(directory)) return;
    writeFileSync(join(directory, "prometheus.yml"), text);
    void prometheus.reload().catch(() => undefined);
  }, 700);
  try {
    const deployed = await deploy(server, {}, UNWATCHED_TIMES);
    expect(summary(deployed)).toMatchObject({ status: "live" });
    expect(readMain(directory)).toContain("# cluster alpha");
    expect(git("-C", repository, "for-each-ref", "refs/heads/promfleet")).toBe("");
    const objects = git("-C", repository, "cat-file", "--batch-all-objects", "--batch=%(objectname)");
    expect(objects).not.toContain(fleet.apiServer.token());
  } finally {
    clearInterval(checkout);
    rmSync(work, { recursive: true, force: true });
  }
});
