import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { startProgram, waitUntilReady } from "./child-program";
import { findFreePort } from "./free-port";

const READY_TIMEOUT_MS = 20_000;
const SSHD = "/usr/sbin/sshd";

export type SshServer = Awaited<ReturnType<typeof startSshServer>>;
export type KeyType = "ed25519" | "ecdsa" | "rsa";

export type SshServerOptions = {
  readonly hostKey?: KeyType;
  /** Lines put before ours in sshd_config. */
  readonly config?: readonly string[];
  /** What an account with a key may do. */
  readonly restriction?: string;
};

/** Makes a key pair with ssh-keygen. */
export function makeKey(folder: string, name: string, type: KeyType = "ed25519", passphrase = "") {
  const path = join(folder, name);
  rmSync(path, { force: true });
  execFileSync("ssh-keygen", ["-q", "-t", type, "-N", passphrase, "-C", "test", "-f", path]);
  const publicKey = readFileSync(`${path}.pub`, "utf8").trim();
  const printed = execFileSync("ssh-keygen", ["-l", "-f", `${path}.pub`], { encoding: "utf8" });
  return {
    path,
    privateKey: readFileSync(path, "utf8"),
    publicKey,
    hostKey: { type: publicKey.split(" ")[0] as "ssh-ed25519", fingerprint: printed.split(" ")[1] ?? "" },
  };
}

/** An OpenSSH server of our own on a free port of 127.0.0.1, which knows one account: ours, with a key. */
export async function startSshServer(options: SshServerOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), "promfleet-sshd-"));
  const port = await findFreePort();
  const user = userInfo().username;
  const userKey = makeKey(folder, "user");
  let hostKey = makeKey(folder, "host", options.hostKey);
  const authorizedKeys = join(folder, "authorized_keys");
  const restriction = options.restriction ?? 'restrict,command="internal-sftp"';
  writeFileSync(authorizedKeys, `${restriction} ${userKey.publicKey}\n`, { mode: 0o600 });
  const config = join(folder, "sshd_config");
  writeFileSync(
    config,
    `${[
      ...(options.config ?? []),
      `Port ${port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${join(folder, "host")}`,
      `AuthorizedKeysFile ${authorizedKeys}`,
      "PermitRootLogin prohibit-password",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "UsePAM no",
      "StrictModes no",
      "PidFile none",
      "MaxStartups 200",
      "Subsystem sftp internal-sftp",
    ].join("\n")}\n`,
  );
  // As root it insists on this folder, which its service would make.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true });
  const start = async () => {
    const server = startProgram(SSHD, ["-D", "-e", "-f", config]);
    await waitUntilReady("sshd", server, async () => server.log().includes("Server listening"), READY_TIMEOUT_MS);
    return server;
  };
  let server = await start();
  return {
    host: "127.0.0.1",
    port,
    user,
    privateKey: userKey.privateKey,
    hostKey: () => hostKey.hostKey,
    log: () => server.log(),
    /** Lets another key in, with the same restriction unless told. */
    allow: (publicKey: string, own = restriction) => appendFileSync(authorizedKeys, `${own} ${publicKey}\n`),
    /** A new host key, as after the machine was set up again. */
    async rotate(type: KeyType = "ed25519") {
      await server.stop("SIGKILL");
      hostKey = makeKey(folder, "host", type);
      server = await start();
    },
    async stop() {
      await server.stop("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
