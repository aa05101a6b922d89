import "server-only";
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import ipaddr from "ipaddr.js";
import type { Env } from "@/lib/env";

const POSTGRES_PORT = 5432;

type OwnSettings = Pick<Env, "port" | "listenAddress" | "databaseUrl">;

/**
 * Says whether an address and port are this very server or its database (T-30): nothing that a user may name is there.
 * Only the exact port counts, so a Prometheus beside us stays reachable.
 *
 * @param resolveHost resolves the host of the database URL
 */
export async function isOwnPlace(
  address: string,
  port: number,
  { own, resolveHost }: { own: OwnSettings; resolveHost: (hostname: string) => Promise<readonly string[]> },
): Promise<boolean> {
  if (port === own.port && isListeningAt(own.listenAddress, address)) return true;
  if (!own.databaseUrl.startsWith("postgres")) return false;
  const database = new URL(own.databaseUrl);
  if (port !== Number(database.port || POSTGRES_PORT) || database.hostname === "") return false;
  const host = database.hostname.replace(/^\[|\]$/g, "");
  // A name that cannot be resolved is at no address.
  const addresses = isIP(host) === 0 ? await resolveHost(host).catch(() => []) : [host];
  return addresses.some((other) => plain(other) === plain(address));
}

function isListeningAt(listenAddress: string, address: string): boolean {
  const isLoopback = ipaddr.process(address).range() === "loopback";
  if (listenAddress === "localhost") return isLoopback;
  if (ipaddr.parse(listenAddress).range() !== "unspecified") return plain(listenAddress) === plain(address);
  const interfaces = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return isLoopback || interfaces.some((own) => plain(own.address) === plain(address));
}

/** One spelling for each address; IPv4 inside IPv6 is IPv4. */
function plain(address: string): string {
  return ipaddr.process(address).toString();
}
