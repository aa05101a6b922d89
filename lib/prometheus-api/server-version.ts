import "server-only";
import { NEWEST_KNOWN_VERSION, type PrometheusVersion, parsePrometheusVersion } from "@/lib/prometheus/versions";
import type { AskFailure, PrometheusConnection } from "./ask";
import { askVersion } from "./build-info";

export type ServerVersion = {
  readonly version: PrometheusVersion;
  /** Set by hand, asked from the server, or assumed because it did not answer. */
  readonly source: "set" | "asked" | "assumed";
  /** Why it was assumed. */
  readonly failure: AskFailure | null;
};

/** The version that a server's configuration is rendered for. */
export async function resolveVersion(connection: PrometheusConnection, setByHand: string | null): Promise<ServerVersion> {
  const set = setByHand === null ? null : parsePrometheusVersion(setByHand);
  if (set !== null) return { version: set, source: "set", failure: null };
  const asked = await askVersion(connection);
  const version = asked.ok ? parsePrometheusVersion(asked.value) : null;
  if (version !== null) return { version, source: "asked", failure: null };
  return { version: NEWEST_KNOWN_VERSION, source: "assumed", failure: asked.ok ? "not_prometheus" : asked.failure };
}
