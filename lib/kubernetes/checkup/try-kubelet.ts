import "server-only";
import { isIP } from "node:net";
import type { TrialFetch } from "@/lib/clusters/checkup-schema";
import { env } from "@/lib/env";
import { failureOf } from "@/lib/http/outbound-outcome";
import { checkedAddresses, connectFirst, type OutboundTls, resolveBySystem } from "@/lib/http/outbound-socket";
import type { ApiServerConnection } from "@/lib/kubernetes/api-client";
import { lookAtTls } from "./look-at-tls";
import { fetchTrial } from "./trial-fetch";
import { untilAborted } from "./until-aborted";

const KUBELET_PORT = 10_250;

/**
 * Looks whether a kubelet can be asked directly from here. The token was given for the API server: a kubelet gets it only
 * when the cluster's own CA has signed its certificate, which few do unless told to.
 */
export async function tryKubelet(
  connection: ApiServerConnection,
  { host, path }: { readonly host: string; readonly path: string },
  signal: AbortSignal,
): Promise<TrialFetch> {
  const startedAt = performance.now();
  const nothing = (outcome: TrialFetch["outcome"]): TrialFetch => ({
    outcome,
    status: null,
    bytes: 0,
    textBytes: 0,
    series: 0,
    durationMs: Math.round(performance.now() - startedAt),
  });
  const kubelet = `https://${isIP(host) === 6 ? `[${host}]` : host}:${KUBELET_PORT}`;
  if (!URL.canParse(kubelet)) return nothing("no_target");
  const url = new URL(kubelet);
  const tls = { ...connection.tls, serverName: null };
  try {
    const { verdict } = await untilAborted(look(url, tls), signal);
    if (tls.caPem === null || verdict !== null) return nothing("tls_untrusted");
  } catch (error) {
    return nothing(failureOf(error) === "timeout" ? "timeout" : "unreachable");
  }
  return fetchTrial({ ...connection, apiServer: kubelet, tls }, { path, isProxied: false }, { signal });
}

async function look(url: URL, tls: OutboundTls): Promise<{ verdict: string | null }> {
  const addresses = await checkedAddresses(url, { settings: env(), resolveHost: resolveBySystem });
  return lookAtTls(await connectFirst(addresses, KUBELET_PORT), url, tls);
}
