import "server-only";
import { lookup } from "node:dns/promises";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { checkServerIdentity, connect as connectTls, type TLSSocket } from "node:tls";
import type { Env } from "@/lib/env";
import { isAddressAllowed } from "./address-guard";
import { OutboundStop } from "./outbound-outcome";
import { isOwnPlace } from "./own-places";

/** How the other side's certificate is checked. Ignored for http. */
export type OutboundTls = {
  /** The only certificates trusted; null means those that come with Node. */
  readonly caPem: string | null;
  /** Name to ask for and to expect instead of the URL's host. */
  readonly serverName: string | null;
  readonly isInsecure: boolean;
};

/** Resolves a host name to all its addresses. */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>;

/** The system's resolver, hosts file included. */
export const resolveBySystem: ResolveHost = async (hostname) =>
  (await lookup(hostname, { all: true })).map(({ address }) => address);

const CONNECT_MS_MAX = 3000;
const HANDSHAKE_MS_MAX = 3000;

/**
 * Resolves a URL's host once and checks every answer; one bad answer refuses all of them.
 * The socket goes to these addresses and no others, so a second, different answer of the resolver changes nothing (T-31).
 */
export async function checkedAddresses(
  url: URL,
  { settings, resolveHost }: { settings: Env; resolveHost: ResolveHost },
): Promise<readonly string[]> {
  const hostname = hostnameOf(url);
  const addresses = isIP(hostname) === 0 ? await withDeadline(resolveHost(hostname), CONNECT_MS_MAX) : [hostname];
  if (addresses.length === 0) throw new OutboundStop("dns");
  if (!addresses.every((address) => isAddressAllowed(address, settings))) throw new OutboundStop("blocked_address");
  for (const address of addresses) {
    const isOurs = await isOwnPlace(address, portOf(url), { own: settings, resolveHost: resolveBySystem });
    if (isOurs) throw new OutboundStop("blocked_address");
  }
  return addresses;
}

/** Connects to the first address that answers, and for https makes sure who is there. */
export async function openSocket(url: URL, addresses: readonly string[], tls: OutboundTls): Promise<Socket> {
  const socket = await connectFirst(addresses, portOf(url));
  return url.protocol === "https:" ? shakeHands(socket, url, tls) : socket;
}

/** Connects to the first of some checked addresses that answers. */
export async function connectFirst(addresses: readonly string[], port: number): Promise<Socket> {
  let failure: unknown = new OutboundStop("unreachable");
  for (const host of addresses) {
    try {
      return await settled(connectTcp({ host, port, noDelay: true }), "connect", CONNECT_MS_MAX);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** Makes sure who is at the other end, as `tls` says; an insecure one only looks. */
export function shakeHands(socket: Socket, url: URL, { caPem, serverName, isInsecure }: OutboundTls): Promise<TLSSocket> {
  const name = serverName ?? hostnameOf(url);
  const secured = connectTls({
    socket,
    // An address is no server name in TLS; the certificate is compared with it below all the same.
    servername: isIP(name) === 0 ? name : "",
    rejectUnauthorized: !isInsecure,
    checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
    minVersion: "TLSv1.2",
    ALPNProtocols: ["http/1.1"],
    // Like Go, so that we and Prometheus agree: an intermediate or leaf may be the anchor.
    ...(caPem === null ? {} : { ca: caPem, allowPartialTrustChain: true }),
  });
  return settled(secured, "secureConnect", HANDSHAKE_MS_MAX);
}

/** Waits until a socket is ready; a socket that is not in time or fails is destroyed. */
function settled<S extends Socket>(socket: S, event: "connect" | "secureConnect", deadlineMs: number): Promise<S> {
  return new Promise((resolve, reject) => {
    const finish = (error: Error | null) => {
      clearTimeout(timer);
      socket.removeListener("error", finish).removeListener("close", onClose);
      if (error === null) return resolve(socket);
      // Errors that come after the first must not become uncaught.
      socket.on("error", () => undefined).destroy();
      reject(event === "secureConnect" && isBrokenOff(error) ? new OutboundStop("tls_failed") : error);
    };
    const onClose = () => finish(new OutboundStop(event === "connect" ? "unreachable" : "tls_failed"));
    const timer = setTimeout(() => finish(new OutboundStop("timeout")), deadlineMs);
    socket.once(event, () => finish(null));
    socket.once("error", finish);
    socket.once("close", onClose);
  });
}

/** Node says of a connection that ends in the middle of a handshake only that it was reset. */
function isBrokenOff(error: Error): boolean {
  return "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
}

async function withDeadline<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new OutboundStop("timeout")), deadlineMs);
  });
  return Promise.race([work, deadline]).finally(() => clearTimeout(timer));
}

/** The port that a URL means. */
export function portOf(url: URL): number {
  return Number(url.port || (url.protocol === "https:" ? 443 : 80));
}

/** The host without the brackets of IPv6 and the dot of a fully qualified name. */
export function hostnameOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}
