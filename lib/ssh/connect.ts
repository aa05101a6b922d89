import "server-only";
import { createHash } from "node:crypto";
import { Client, type ConnectConfig, type ServerHostKeyAlgorithm } from "ssh2";
import { env } from "@/lib/env";
import { failureOf } from "@/lib/http/outbound-outcome";
import { checkedAddresses, connectFirst, portOf, resolveBySystem } from "@/lib/http/outbound-socket";
import { fail, ok, type Result } from "@/lib/result";
import type { Secret } from "@/lib/secrets/secret";
import { checkPrivateKey } from "./private-key";
import { HOST_KEY_TYPES, type HostKey } from "./schema";

/** Where an SSH server listens. */
export type SshHost = { readonly host: string; readonly port: number };
export type SshAccount = SshHost & { readonly user: string; readonly hostKey: HostKey };

/** A host key as it was offered. */
export type OfferedKey = HostKey & {
  /** Base64, as known_hosts files have it. */
  readonly publicKey: string;
};

const HANDSHAKE_MS_MAX = 8_000;

/** No SHA-1 in key exchange, host keys or message authentication: a server that offers nothing better is refused. */
const ALGORITHMS: NonNullable<ConnectConfig["algorithms"]> = {
  kex: [
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group-exchange-sha256",
    "diffie-hellman-group14-sha256",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group18-sha512",
  ],
  hmac: ["hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512"],
  compress: ["none"],
};

/** Asks a host for its key, and goes no further. */
export async function readHostKey(
  place: SshHost,
  types: readonly HostKey["type"][] = HOST_KEY_TYPES,
): Promise<Result<OfferedKey>> {
  let offered: OfferedKey | null = null;
  const ended = await handshake(place, {
    username: "promfleet",
    algorithms: { ...ALGORITHMS, serverHostKey: types.flatMap(signaturesOf) },
    hostVerifier: (key: Buffer) => {
      offered = toOfferedKey(key);
      return false;
    },
  });
  if (ended.ok) ended.value.end();
  if (offered !== null) return ok(offered);
  return ended.ok ? fail("ssh/no-host-key", { parameters: nameOf(place) }) : ended;
}

/** Signs in with a key, at a host that has the pinned one; with another key it is not even tried. */
export async function connectSsh(account: SshAccount, privateKey: Secret): Promise<Result<Client>> {
  const usable = checkPrivateKey(privateKey);
  if (!usable.ok) return usable;
  const { hostKey } = account;
  let other: OfferedKey | null = null;
  const connected = await handshake(account, {
    username: account.user,
    privateKey: privateKey.reveal(),
    // Keys only: no password, no agent.
    authHandler: ["publickey"],
    agentForward: false,
    keepaliveInterval: 5_000,
    keepaliveCountMax: 2,
    algorithms: { ...ALGORITHMS, serverHostKey: signaturesOf(hostKey.type) },
    hostVerifier: (key: Buffer) => {
      const offered = toOfferedKey(key);
      const isPinned = offered.fingerprint === hostKey.fingerprint && offered.type === hostKey.type;
      if (!isPinned) other = offered;
      return isPinned;
    },
  });
  if (connected.ok) return connected;
  const found = other ?? (await offeredInstead(account, connected.problems[0].code));
  return found === null ? connected : changedHostKey(account, found);
}

/** The refusal of a host that is not the one that was confirmed. */
export function changedHostKey(place: SshHost & { hostKey: HostKey }, found: HostKey): Result<never> {
  const { type, fingerprint } = place.hostKey;
  return fail("ssh/host-key-changed", {
    parameters: { ...nameOf(place), pinned: `${type} ${fingerprint}`, found: `${found.type} ${found.fingerprint}` },
  });
}

/** A host that has no key of the pinned type any more says so only by finding nothing in common. */
async function offeredInstead(account: SshAccount, code: string): Promise<OfferedKey | null> {
  if (code !== "ssh/algorithms") return null;
  const offered = await readHostKey(account);
  return offered.ok ? offered.value : null;
}

async function handshake(place: SshHost, config: ConnectConfig): Promise<Result<Client>> {
  let client: Client | null = null;
  try {
    // Only the host and port of it are used: this is how addresses are checked and pinned for everything that we contact.
    const url = new URL(`https://${place.host.includes(":") ? `[${place.host}]` : place.host}:${place.port}`);
    const addresses = await checkedAddresses(url, { settings: env(), resolveHost: resolveBySystem });
    const sock = await connectFirst(addresses, portOf(url));
    client = new Client();
    await ready(client, { ...config, sock, readyTimeout: HANDSHAKE_MS_MAX });
    return ok(client);
  } catch (error) {
    client?.destroy();
    return fail(codeOf(error), { parameters: { ...nameOf(place), user: config.username ?? "" } });
  }
}

function ready(client: Client, config: ConnectConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once("ready", resolve);
    // Stays, so that errors which come after the first do not become uncaught.
    client.on("error", reject);
    client.once("close", () => reject(Object.assign(new Error("closed"), { code: "ECONNRESET" })));
    client.connect(config);
  });
}

function codeOf(error: unknown): string {
  const level = error instanceof Error && "level" in error ? error.level : null;
  if (level === "client-authentication") return "ssh/authentication";
  if (level === "client-timeout") return "ssh/timeout";
  if (level === "handshake") return "ssh/algorithms";
  // What does not speak SSH at all.
  if (level === "protocol") return "ssh/not-ssh";
  return `ssh/${CODE_OF_FAILURE[failureOf(error)] ?? "unreachable"}`;
}

const CODE_OF_FAILURE: Readonly<Record<string, string>> = {
  blocked_address: "blocked-address",
  dns: "dns",
  refused: "refused",
  timeout: "timeout",
  interrupted: "interrupted",
};

function signaturesOf(type: HostKey["type"]): ServerHostKeyAlgorithm[] {
  return type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256"] : [type];
}

function toOfferedKey(key: Buffer): OfferedKey {
  const length = key.readUInt32BE(0);
  const type = HOST_KEY_TYPES.find((known) => known === key.toString("latin1", 4, 4 + length)) ?? "ssh-rsa";
  const digest = createHash("sha256").update(key).digest("base64").replace(/=+$/, "");
  return { type, fingerprint: `SHA256:${digest}`, publicKey: key.toString("base64") };
}

function nameOf({ host, port }: SshHost): { host: string } {
  return { host: `${host}:${port}` };
}
