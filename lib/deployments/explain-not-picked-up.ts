import "server-only";
import { sha256Hex } from "@/lib/bundles/file-names";
import { describePlace } from "@/lib/deployments/transport-schema";
import { askFlags } from "@/lib/prometheus-api/flags";
import { askLoadedConfig } from "@/lib/prometheus-api/loaded-config";
import { type Problem, problem } from "@/lib/result";
import type { DeploymentContext } from "./context";
import type { Before } from "./preflight";
import type { Reloading } from "./reloading";

/**
 * F-08: Prometheus says that it has reloaded, and runs what it ran before: it reads something else than what was written.
 * @returns what is known of the cause, and how to mend it; nothing when this is not the case
 */
export async function explainNotPickedUp(
  { connection, server }: DeploymentContext,
  before: Before | null,
  reloading: Reloading,
): Promise<Problem[]> {
  if (before?.loadedDigest == null || reloading.state().kind !== "accepted") return [];
  const [loaded, flags] = [await askLoadedConfig(connection), await askFlags(connection)];
  if (!loaded.ok || sha256Hex(loaded.value) !== before.loadedDigest) return [];
  const configFile = flags.ok ? (flags.value.configFile ?? "-") : "-";
  const place = describePlace(server.transport);
  const isElsewhere = configFile !== "-" && !configFile.startsWith(place);
  return [problem("deployment/not-picked-up", { parameters: { configFile, place, why: isElsewhere ? "path" : "mount" } })];
}
