import "server-only";
import { findServerRecord, type ServerRecord } from "@/lib/db/servers";
import type { AskFailure, PrometheusConnection } from "@/lib/prometheus-api/ask";
import { askVersion } from "@/lib/prometheus-api/build-info";
import { askFlags } from "@/lib/prometheus-api/flags";
import { askReady } from "@/lib/prometheus-api/ready";
import type { ServerCheck, ServerStatus } from "@/lib/servers/schema";
import { keepSecret } from "./server-values";

/** Failures of a request in the words that people see; certificate troubles are one, for the server's CA is one field. */
const OUTCOME_OF_FAILURE: Record<AskFailure, ServerStatus["outcome"]> = {
  blocked_address: "blocked_address",
  dns: "dns",
  refused: "refused",
  timeout: "timeout",
  unreachable: "unreachable",
  tls_untrusted: "tls",
  tls_name: "tls",
  tls_expired: "tls",
  tls_not_yet_valid: "tls",
  tls_protocol: "tls",
  tls_failed: "tls",
  not_tls: "tls",
  interrupted: "unreachable",
  too_slow: "timeout",
  redirected: "redirected",
  too_large: "not_prometheus",
  not_http: "not_prometheus",
  unauthorized: "unauthorized",
  forbidden: "unauthorized",
  not_prometheus: "not_prometheus",
};

/** Asks a server, saved or not, what it is and whether a deployment could work. */
export async function checkServer({ serverId, ...input }: ServerCheck): Promise<ServerStatus> {
  const stored = serverId === undefined ? null : await findServerRecord(serverId);
  const connection = connect(input, stored);
  const version = await askVersion(connection);
  if (!version.ok) {
    const outcome = OUTCOME_OF_FAILURE[version.failure];
    return { outcome, version: null, isReady: null, hasLifecycle: null, configFile: null };
  }
  const [ready, flags] = await Promise.all([askReady(connection), askFlags(connection)]);
  return {
    outcome: "ok",
    version: version.value,
    isReady: ready.ok ? ready.value : null,
    hasLifecycle: flags.ok ? flags.value.hasLifecycle : null,
    configFile: flags.ok ? flags.value.configFile : null,
  };
}

function connect(input: Omit<ServerCheck, "serverId">, stored: ServerRecord | null): PrometheusConnection {
  const caPem = input.caPem === "" ? null : input.caPem;
  const auth = keepSecret({ ...input, caPem }, stored);
  const { url } = input;
  if (auth.kind === "none") return { url, caPem, auth };
  // keepSecret has made sure that the stored credential is of this kind and for this place.
  const secret = auth.secret ?? (stored?.auth.kind === auth.kind ? stored.auth.secret : null);
  return secret === null ? { url, caPem, auth: { kind: "none" } } : { url, caPem, auth: { ...auth, secret } };
}
