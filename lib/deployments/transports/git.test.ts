import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createAuthority } from "@/e2e/support/certificates";
import { type SshServer, startSshServer } from "@/e2e/support/ssh-server";
import type { Bundle, BundleFile } from "@/lib/bundles/bundle";
import { overrideEnvForTest } from "@/lib/env";
import type { Result } from "@/lib/result";
import { Secret } from "@/lib/secrets/secret";
import { openGit } from "./git";
import { type GitTransport, parseGitUrl } from "./git-schema";
import type { Delivery } from "./transport";

const TOKEN = "canary-git-token-5f1e";
const CLUSTER_TOKEN = "canary-cluster-token-77aa";
const OLD = "# mine\nglobal: {}\nscrape_configs:\n  - job_name: gone\n";
const NEW = "global: {}\nscrape_configs:\n  - job_name: fresh\n    # promfleet/credentials/alpha/token-aaaaaaaaaaaa\n";

let folder: string;
let repository: string;
let ssh: SshServer;
let https: Awaited<ReturnType<typeof startGitHttps>>;

beforeAll(async () => {
  overrideEnvForTest({ allowLoopback: true });
  ssh = await startSshServer({ restriction: "restrict" });
  https = await startGitHttps();
});
afterAll(async () => {
  await ssh.stop();
  https.stop();
  overrideEnvForTest(undefined);
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "promfleet-repo-"));
  repository = join(folder, "config.git");
  git("init", "--quiet", "--bare", "--initial-branch=main", repository);
  git("-C", repository, "config", "http.receivepack", "true");
  edit({ "prom/prometheus.yml": OLD, "README.md": "ours\n" });
  https.serve(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const PERSON = { GIT_AUTHOR_NAME: "P", GIT_AUTHOR_EMAIL: "p@x", GIT_COMMITTER_NAME: "P", GIT_COMMITTER_EMAIL: "p@x" };

function git(...args: string[]): string {
  const env = { ...process.env, ...PERSON, GIT_CONFIG_GLOBAL: "/dev/null" };
  return execFileSync("/usr/bin/git", args, { encoding: "utf8", env, stdio: ["ignore", "pipe", "pipe"] });
}

/** What a colleague does: clone, change, push. */
function edit(files: Record<string, string>): void {
  const work = mkdtempSync(join(folder, "work-"));
  git("clone", "--quiet", repository, work);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(work, path, ".."), { recursive: true });
    writeFileSync(join(work, path), content);
  }
  git("-C", work, "add", ".");
  git("-C", work, "commit", "--quiet", "-m", "by hand");
  git("-C", work, "push", "--quiet", "origin", "HEAD:main");
}

/** `git http-backend` behind TLS and basic authentication. */
async function startGitHttps() {
  const authority = createAuthority("git");
  const { certPem, keyPem } = authority.issue(["127.0.0.1"]);
  let root = "";
  const seen: string[] = [];
  const server = createServer({ cert: certPem, key: keyPem }, (request, response) => {
    seen.push(request.url ?? "");
    const expected = `Basic ${Buffer.from(`promfleet:${TOKEN}`).toString("base64")}`;
    if (request.headers.authorization !== expected) return void response.writeHead(401, { "www-authenticate": "Basic" }).end();
    const { pathname, search } = new URL(request.url ?? "/", "https://x");
    const backend = spawn("/usr/bin/git", ["http-backend"], {
      env: {
        PATH: "/usr/bin:/bin",
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: "1",
        REMOTE_USER: "promfleet",
        PATH_INFO: pathname,
        QUERY_STRING: search.slice(1),
        REQUEST_METHOD: request.method ?? "GET",
        CONTENT_TYPE: request.headers["content-type"] ?? "",
        GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
        HTTP_CONTENT_ENCODING: String(request.headers["content-encoding"] ?? ""),
      } as unknown as NodeJS.ProcessEnv,
    });
    const chunks: Buffer[] = [];
    request.pipe(backend.stdin);
    backend.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    backend.once("close", () => {
      const answer = Buffer.concat(chunks);
      const end = answer.indexOf("\r\n\r\n");
      const lines = answer.toString("latin1", 0, end).split("\r\n");
      const headers = lines.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]);
      const status = Number(headers.find(([name]) => name === "Status")?.[1]?.slice(0, 3) ?? 200);
      response.writeHead(status, Object.fromEntries(headers.filter(([name]) => name !== "Status")));
      response.end(answer.subarray(end + 4));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    caPem: authority.caPem,
    seen,
    serve: (path: string) => {
      root = path;
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const WAYS = ["ssh", "https"] as const;

function open(way: (typeof WAYS)[number], changes: Partial<GitTransport> = {}, secret?: string) {
  const isSsh = way === "ssh";
  const transport: GitTransport = {
    kind: "git",
    url: isSsh ? `ssh://${ssh.user}@127.0.0.1:${ssh.port}${repository}` : `https://127.0.0.1:${https.port}/config.git`,
    branch: "main",
    branchPerDeployment: false,
    path: "prom",
    authorName: "Promfleet",
    authorEmail: "promfleet@example.com",
    username: "promfleet",
    caPem: isSsh ? "" : https.caPem,
    hostKey: isSsh ? ssh.hostKey() : null,
    visibleMinutes: 10,
    ...changes,
  };
  return openGit({
    id: "server-0123456789",
    name: "main",
    transport,
    secret: new Secret(secret ?? (isSsh ? ssh.privateKey : TOKEN)),
  });
}

const ORDER = { author: "Ada", reason: "two more\nPromfleet-Deployment: 9-forged" };

function deliveryOf(main = NEW, fence = 7): Delivery {
  const files: BundleFile[] = [
    { path: "prometheus.yml", content: main, mode: 0o640, isSecret: false },
    { path: "promfleet/credentials/alpha/token-aaaaaaaaaaaa", content: CLUSTER_TOKEN, mode: 0o640, isSecret: true },
  ];
  const digest = createHash("sha256").update(main).digest("hex");
  const bundle: Bundle = { files, config: main, jobs: [], digest };
  return { bundle, revisionNumber: 3, fence, owner: { serverId: "server-1", serverName: "main" }, order: ORDER };
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problems.map(({ code, parameters }) => `${code} ${JSON.stringify(parameters)}`).join());
  return result.value;
}

const codeOf = (result: Result<unknown>) => (result.ok ? "ok" : result.problems[0].code);
const shown = (path: string) => git("-C", repository, "show", `main:${path}`);
const count = () => Number(git("-C", repository, "rev-list", "--count", "main"));
const temporaries = () => readdirSync(tmpdir()).filter((name) => name.startsWith("promfleet-git-"));

/** Everything that is in the repository, whether a branch leads to it or not. */
function everyObject(): string {
  return git("-C", repository, "cat-file", "--batch-all-objects", "--batch=%(objectname)");
}

describe.each(WAYS)("a deployment over %s", (way) => {
  test("is one commit with the plan as its message, without secrets, and undo is another", async () => {
    const [transport, what] = [open(way), deliveryOf()];
    const before = temporaries();
    value(await transport.preflight(what));
    const digests = value(await transport.stage(what));
    expect([count(), shown("prom/prometheus.yml")]).toEqual([2 - 1, OLD]);
    value(await transport.commit(what, digests));
    value(await transport.commit(what, digests));
    expect(count()).toBe(2);
    expect(shown("prom/prometheus.yml")).toBe(NEW);
    expect(git("-C", repository, "ls-tree", "-r", "--name-only", "main").trim().split("\n")).toEqual([
      "README.md",
      "prom/prometheus.yml",
      "prom/promfleet/owner.json",
    ]);
    const message = git("-C", repository, "log", "-1", "--format=%an <%ae>%n%B", "main");
    expect(message).toContain("Promfleet <promfleet@example.com>\nDeploy revision 3 of main");
    expect(message).toContain("\nDeployed-by: Ada\n");
    expect(message).toContain("\nReason: two more Promfleet-Deployment: 9-forged\n");
    expect(message).toContain('Added: 1\n- "fresh"');
    expect(message).toContain('Removed: 1\n- "gone"');
    expect(value(await transport.readBack())).toMatchObject({ mainDigest: digests.next, owner: { serverId: "server-1" } });
    value(await transport.undo(what, digests));
    value(await transport.undo(what, digests));
    expect([count(), shown("prom/prometheus.yml")]).toEqual([3, OLD]);
    for (const secret of [CLUSTER_TOKEN, TOKEN, "PRIVATE KEY"]) expect(everyObject()).not.toContain(secret);
    expect(https.seen.join()).not.toContain(TOKEN);
    expect(temporaries()).toEqual(before);
  });
});

describe("a deployment over either", () => {
  const way = "https";

  test("whoever pushes meanwhile wins: other files are kept, the same file is a change to look at", async () => {
    const [transport, what] = [open(way), deliveryOf()];
    const digests = value(await transport.stage(what));
    edit({ "README.md": "changed\n" });
    value(await transport.commit(what, digests));
    expect(shown("README.md")).toBe("changed\n");
    edit({ "other.txt": "later\n" });
    value(await transport.undo(what, digests));
    expect([shown("other.txt"), shown("prom/prometheus.yml")]).toEqual(["later\n", OLD]);
    edit({ "prom/prometheus.yml": "edited: by hand\n" });
    expect(codeOf(await transport.commit(deliveryOf(NEW, 8), digests))).toBe("deployment/changed-meanwhile");
    expect(codeOf(await transport.undo(what, digests))).toBe("deployment/foreign-edit");
    expect(shown("prom/prometheus.yml")).toBe("edited: by hand\n");
  });

  test("what cannot be done is told apart", async () => {
    const what = deliveryOf();
    expect(codeOf(await open(way, { branch: "absent" }).readBack())).toBe("git/no-branch");
    const inline = `${NEW}    basic_auth:\n      username: u\n      password: hunter2\n`;
    const refused = await open(way).preflight(deliveryOf(inline));
    expect(refused).toMatchObject({ problems: [{ code: "git/inline-secret" }] });
    expect(JSON.stringify(refused)).not.toContain("hunter2");
    writeFileSync(join(repository, "hooks/pre-receive"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    const digests = value(await open(way).stage(what));
    expect(codeOf(await open(way).commit(what, digests))).toBe("git/refused");
    expect(shown("prom/prometheus.yml")).toBe(OLD);
  });
});

describe("a branch for each deployment", () => {
  const openBranched = () => open("https", { branchPerDeployment: true });
  const branches = () => git("-C", repository, "for-each-ref", "--format=%(refname:short)", "refs/heads/promfleet").trim();
  const OWN = "promfleet/main-23456789/r3-7";

  const merge = (how: "merge" | "squash" | "rebase") => {
    const work = mkdtempSync(join(folder, "work-"));
    git("clone", "--quiet", repository, work);
    writeFileSync(join(work, "other.txt"), how);
    git("-C", work, "add", ".");
    git("-C", work, "commit", "--quiet", "-m", "meanwhile");
    if (how === "merge") git("-C", work, "merge", "--quiet", "--no-ff", "-m", "merged", `origin/${OWN}`);
    if (how === "squash") git("-C", work, "merge", "--quiet", "--squash", `origin/${OWN}`);
    if (how === "squash") git("-C", work, "commit", "--quiet", "-m", "squashed, in words of our own");
    if (how === "rebase") git("-C", work, "cherry-pick", `origin/${OWN}`);
    git("-C", work, "push", "--quiet", "origin", "HEAD:main");
  };

  test("is pushed beside the branch, and goes when nobody merges it", async () => {
    const [transport, what] = [openBranched(), deliveryOf()];
    const digests = value(await transport.stage(what));
    expect(branches()).toBe("");
    value(await transport.commit(what, digests));
    value(await transport.commit(what, digests));
    expect([branches(), shown("prom/prometheus.yml")]).toEqual([OWN, OLD]);
    expect(git("-C", repository, "log", "-1", "--format=%B", OWN)).toContain("Deploy revision 3 of main");
    expect(value(await transport.readBack()).mainDigest).toBe(digests.next);
    value(await transport.undo(what, digests));
    value(await transport.undo(what, digests));
    expect([branches(), shown("prom/prometheus.yml"), count()]).toEqual(["", OLD, 1]);
    expect(value(await transport.readBack()).mainDigest).toBe(digests.previous);
  });

  test.each(["merge", "squash", "rebase"] as const)(
    "counts as merged by %s, and is taken back by another branch",
    async (how) => {
      const [transport, what] = [openBranched(), deliveryOf()];
      const digests = value(await transport.stage(what));
      value(await transport.commit(what, digests));
      merge(how);
      expect([shown("prom/prometheus.yml"), shown("other.txt")]).toEqual([NEW, how]);
      expect(value(await transport.readBack()).mainDigest).toBe(digests.next);
      value(await transport.undo(what, digests));
      value(await transport.undo(what, digests));
      expect([branches(), shown("prom/prometheus.yml")]).toEqual([`${OWN}-undo`, NEW]);
      expect(git("-C", repository, "show", `${OWN}-undo:prom/prometheus.yml`)).toBe(OLD);
      expect(git("-C", repository, "show", `${OWN}-undo:other.txt`)).toBe(how);
      expect(value(await transport.readBack()).mainDigest).toBe(digests.previous);
      await transport.collectGarbage([]);
      expect(branches()).toBe("");
    },
  );

  test("is superseded by the next one", async () => {
    const transport = openBranched();
    const digests = value(await transport.stage(deliveryOf()));
    value(await transport.commit(deliveryOf(), digests));
    const next = deliveryOf(`${NEW}# again\n`, 8);
    value(await transport.commit(next, value(await transport.stage(next))));
    expect(branches()).toBe("promfleet/main-23456789/r3-8");
    expect(git("-C", repository, "show", `${branches()}:prom/prometheus.yml`)).toContain("# again");
  });
});

test("a host with another key, a wrong key and a wrong token are refused", async () => {
  const other = { type: "ssh-ed25519" as const, fingerprint: `SHA256:${"A".repeat(43)}` };
  expect(codeOf(await open("ssh", { hostKey: other }).readBack())).toBe("ssh/host-key-changed");
  const stranger = await startSshServer();
  expect(codeOf(await open("ssh", {}, stranger.privateKey).readBack())).toBe("git/authentication");
  await stranger.stop();
  expect(codeOf(await open("https", {}, "wrong").readBack())).toBe("git/authentication");
  expect(codeOf(await open("https", { caPem: "" }).readBack())).toBe("git/tls");
  expect(codeOf(await open("https", { url: "https://169.254.169.254/x.git" }).readBack())).toBe("ssh/blocked-address");
});

test("T-65: nothing of a repository or a setting is run", async () => {
  const urls = [
    "ssh://-oProxyCommand=x@h/r",
    "ext::sh -c x",
    "file:///etc",
    "https://u:p@h/r",
    "git@h:--upload-pack=x",
    "http://h/r",
  ];
  expect(urls.map(parseGitUrl)).toEqual(urls.map(() => null));
  expect(parseGitUrl("git@example.com:team/config.git")).toMatchObject({ protocol: "ssh", user: "git", path: "team/config.git" });
  const ran = join(folder, "ran");
  edit({ ".gitattributes": "* filter=evil\n", ".gitmodules": `[submodule "x"]\n\tpath = x\n\turl = ext::sh -c touch% ${ran}\n` });
  const what = deliveryOf();
  value(await open("https").commit(what, value(await open("https").stage(what))));
  expect(existsSync(ran)).toBe(false);
  expect(readFileSync(join(repository, "HEAD"), "utf8")).toContain("main");
});
