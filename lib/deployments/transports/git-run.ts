import "server-only";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "@/lib/env";
import { failureOf } from "@/lib/http/outbound-outcome";
import { checkedAddresses, resolveBySystem } from "@/lib/http/outbound-socket";
import { fail } from "@/lib/result";
import type { Secret } from "@/lib/secrets/secret";
import { changedHostKey, readHostKey } from "@/lib/ssh/connect";
import { checkPrivateKey } from "@/lib/ssh/private-key";
import { DiskRefusal, refuse } from "./disk-problem";
import { type GitTransport, type GitUrl, parseGitUrl } from "./git-schema";

const PROGRAMS = ["/usr/bin/git", "/usr/local/bin/git", "/bin/git"];
const STEP_MS_MAX = 60_000;
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;
/** Stands for the host in the file of known hosts, whatever its address is. */
const HOST_ALIAS = "promfleet-git";

/** Runs git with fixed arguments in a repository of its own that nobody else sees. Bytes go in and out as latin1. */
export type GitRun = (args: readonly string[], input?: { readonly stdin?: string }) => Promise<string>;

/**
 * Makes an empty repository without a work tree, with what is needed to reach one host and nothing else, and removes
 * everything afterwards. No hooks, no configuration of the machine, no prompt; secrets are neither arguments nor in a URL.
 */
export async function withGit<T>(
  transport: GitTransport,
  secret: Secret,
  action: (git: GitRun, url: string) => Promise<T>,
): Promise<T> {
  const program = PROGRAMS.find((path) => existsSync(path));
  if (program === undefined) refuse("git/no-git", {});
  const url = parseGitUrl(transport.url);
  if (url === null) refuse("git/url", {});
  const folder = await mkdtemp(join(tmpdir(), "promfleet-git-"));
  try {
    await chmod(folder, 0o700);
    const addresses = await addressesOf(url);
    const reach = url.protocol === "ssh" ? reachBySsh : reachByHttps;
    const variables = {
      PATH: "/usr/bin:/bin",
      HOME: folder,
      LC_ALL: "C",
      GIT_DIR: join(folder, "repository"),
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_TERMINAL_PROMPT: "0",
      GIT_ASKPASS: "/bin/false",
      SSH_ASKPASS: "/bin/false",
      GIT_ALLOW_PROTOCOL: url.protocol,
      GIT_INDEX_FILE: join(folder, "index"),
      GIT_AUTHOR_NAME: transport.authorName,
      GIT_AUTHOR_EMAIL: transport.authorEmail,
      GIT_COMMITTER_NAME: transport.authorName,
      GIT_COMMITTER_EMAIL: transport.authorEmail,
      ...(await reach({ url, addresses, folder, transport, secret })),
    };
    const git: GitRun = (args, { stdin = "" } = {}) => run(program, args, { variables, folder, stdin, transport, url });
    await git(["init", "--quiet", "--bare", join(folder, "repository")]);
    return await action(git, url.protocol === "https" ? httpsUrl(url) : sshUrl(url));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Way = {
  readonly url: GitUrl;
  readonly addresses: readonly string[];
  readonly folder: string;
  readonly transport: GitTransport;
  readonly secret: Secret;
};

/** Checked once; git is told these addresses, so that a second answer of the resolver changes nothing. */
async function addressesOf({ host, port }: GitUrl): Promise<readonly string[]> {
  try {
    const url = new URL(`https://${host.includes(":") ? `[${host}]` : host}:${port}`);
    return await checkedAddresses(url, { settings: env(), resolveHost: resolveBySystem });
  } catch (error) {
    const isBlocked = failureOf(error) === "blocked_address";
    throw new DiskRefusal(
      fail(isBlocked ? "ssh/blocked-address" : "git/unreachable", { parameters: { host: `${host}:${port}` } }),
    );
  }
}

async function reachBySsh({ url, addresses, folder, transport, secret }: Way): Promise<Record<string, string>> {
  const { hostKey } = transport;
  if (url.protocol !== "ssh" || hostKey === null) refuse("ssh/host-key-needed", {});
  const usable = checkPrivateKey(secret);
  if (!usable.ok) throw new DiskRefusal(usable);
  const offered = await readHostKey(url, [hostKey.type]);
  const found = offered.ok ? offered : await readHostKey(url);
  if (!found.ok) throw new DiskRefusal(found);
  if (found.value.type !== hostKey.type || found.value.fingerprint !== hostKey.fingerprint) {
    const changed = changedHostKey({ host: url.host, port: url.port, hostKey }, found.value);
    if (!changed.ok) throw new DiskRefusal(changed);
  }
  const [key, hosts, config] = ["key", "known_hosts", "ssh_config"].map((name) => join(folder, name)) as [string, string, string];
  await writeFile(key, `${secret.reveal().trim()}\n`, { mode: 0o600 });
  await writeFile(hosts, `${HOST_ALIAS} ${hostKey.type} ${found.value.publicKey}\n`, { mode: 0o600 });
  const options = [
    "Host *",
    `HostName ${addresses[0]}`,
    `HostKeyAlias ${HOST_ALIAS}`,
    `HostKeyAlgorithms ${hostKey.type === "ssh-rsa" ? "rsa-sha2-512,rsa-sha2-256" : hostKey.type}`,
    `UserKnownHostsFile "${hosts}"`,
    "GlobalKnownHostsFile /dev/null",
    "StrictHostKeyChecking yes",
    "CheckHostIP no",
    `IdentityFile "${key}"`,
    "IdentitiesOnly yes",
    "IdentityAgent none",
    "BatchMode yes",
    "PreferredAuthentications publickey",
    "ForwardAgent no",
    "ClearAllForwardings yes",
    "PermitLocalCommand no",
    "ProxyCommand none",
    "ControlMaster no",
    "ControlPath none",
    "ConnectTimeout 8",
    "ServerAliveInterval 5",
    "ServerAliveCountMax 3",
  ];
  await writeFile(config, `${options.join("\n")}\n`, { mode: 0o600 });
  // git has a shell split this; nothing in it comes from a user.
  return { GIT_SSH_COMMAND: `/usr/bin/ssh -F '${config.replaceAll("'", "'\\''")}'`, GIT_SSH_VARIANT: "ssh", ...configOf([]) };
}

async function reachByHttps({ url, addresses, folder, transport, secret }: Way): Promise<Record<string, string>> {
  const basic = Buffer.from(`${transport.username}:${secret.reveal().trim()}`).toString("base64");
  const entries: [string, string][] = [
    ["http.followRedirects", "false"],
    ["http.proxy", ""],
    ["http.sslVerify", "true"],
    ["http.emptyAuth", "false"],
    ["http.lowSpeedLimit", "1"],
    ["http.lowSpeedTime", "20"],
    ["http.curloptResolve", `${url.host}:${url.port}:${addresses.join(",")}`],
    [`http.${httpsUrl(url)}.extraHeader`, `Authorization: Basic ${basic}`],
  ];
  if (transport.caPem !== "") {
    const file = join(folder, "ca.pem");
    await writeFile(file, transport.caPem, { mode: 0o600 });
    entries.push(["http.sslCAInfo", file]);
  }
  return configOf(entries);
}

/** Configuration through the environment: not in arguments, which other users of the machine could read. */
function configOf(own: readonly (readonly [string, string])[]): Record<string, string> {
  const entries = [
    ["core.hooksPath", "/dev/null"],
    ["credential.helper", ""],
    ["submodule.recurse", "false"],
    ["fetch.recurseSubmodules", "false"],
    ["commit.gpgSign", "false"],
    ["gc.auto", "0"],
    ...own,
  ] as const;
  const pairs = entries.flatMap(([name = "", value = ""], index) => [
    [`GIT_CONFIG_KEY_${index}`, name],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(entries.length), ...Object.fromEntries(pairs) };
}

type Running = {
  readonly variables: Record<string, string>;
  readonly folder: string;
  readonly stdin: string;
  readonly transport: GitTransport;
  readonly url: GitUrl;
};

function run(program: string, args: readonly string[], { variables, folder, stdin, transport, url }: Running): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env: variables as NodeJS.ProcessEnv, timeout: STEP_MS_MAX, maxBuffer: OUTPUT_BYTES_MAX };
    const child = execFile(program, args, { ...options, killSignal: "SIGKILL", encoding: "latin1" }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const parameters = { host: `${url.host}:${url.port}`, branch: transport.branch };
      reject(new DiskRefusal(fail(error.killed === true ? "git/timeout" : codeOf(stderr), { parameters })));
    });
    child.stdin?.on("error", () => undefined).end(stdin, "latin1");
  });
}

/** What git and ssh print, sorted into a closed list of words; none of it leaves this file. */
const CODES: readonly (readonly [RegExp, string])[] = [
  [/couldn't find remote ref/i, "git/no-branch"],
  [/\[remote rejected\]|hook declined|protected branch/i, "git/refused"],
  [/stale info|non-fast-forward|fetch first|\[rejected\]|cannot lock ref/i, "deployment/changed-meanwhile"],
  [/permission denied|authentication failed|could not read (?:username|password)|error: 40[13]\b/i, "git/authentication"],
  [/repository .*not found|does not appear to be a git repository|not exported|error: 404\b/i, "git/no-repository"],
  [/host key verification failed|no hostkey alg|host key for .* has changed/i, "ssh/host-key-needed"],
  [/certificate|SSL|TLS/, "git/tls"],
  [/timed? ?out/i, "git/timeout"],
  [/could not resolve|connection refused|failed to connect|couldn't connect|unreachable/i, "git/unreachable"],
];

function codeOf(text: string): string {
  return CODES.find(([pattern]) => pattern.test(text))?.[1] ?? "git/failed";
}

function sshUrl(url: GitUrl): string {
  if (url.protocol !== "ssh") return "";
  const host = url.host.includes(":") ? `[${url.host}]` : url.host;
  // A path without a slash is below the account's home folder.
  return `ssh://${url.user}@${host}:${url.port}${url.path.startsWith("/") ? "" : "/~/"}${url.path}`;
}

function httpsUrl({ host, port, path }: GitUrl): string {
  return `https://${host.includes(":") ? `[${host}]` : host}:${port}${path}`;
}
