import "server-only";
import { findLiveRevision, listMainDigests } from "@/lib/db/revisions";
import { problemOfFailure } from "@/lib/prometheus-api/ask";
import { askFlags } from "@/lib/prometheus-api/flags";
import { askLoadedConfig } from "@/lib/prometheus-api/loaded-config";
import { askOwnMetrics, type OwnMetrics } from "@/lib/prometheus-api/own-metrics";
import { askReady } from "@/lib/prometheus-api/ready";
import { fail, type Problem, problem, type Result } from "@/lib/result";
import { lostByReplacing } from "./compare-config";
import type { DeploymentContext } from "./context";
import type { StepOutcome } from "./journal";
import type { DiskState } from "./transports/transport";

/** What was there before: what the proof and the way back are measured against. */
export type Before = {
  readonly metrics: OwnMetrics;
  readonly loadedConfig: string;
  /** False when the server notices changed files by itself only. */
  readonly hasLifecycle: boolean;
  readonly mainText: string | null;
};

/** Asks the server and the disk whether a deployment can succeed; nothing is written. */
export async function preflight(context: DeploymentContext, { overwrite }: { overwrite: boolean }): Promise<StepOutcome<Before>> {
  const { connection, transport, delivery } = context;
  const [ready, flags] = [await askReady(connection), await askFlags(connection)];
  if (!ready.ok) return { ok: false, problems: [problemOfFailure(ready.failure, connection)] };
  if (!ready.value) return fail("server/not-ready", { parameters: { url: connection.url } });
  if (!flags.ok) return { ok: false, problems: [problemOfFailure(flags.failure, connection)] };
  const { hasLifecycle, hasAutoReload } = flags.value;
  if (!hasLifecycle && !hasAutoReload) return fail("server/lifecycle-off", { parameters: { url: connection.url } });
  const [metrics, loadedConfig] = [await askOwnMetrics(connection), await askLoadedConfig(connection)];
  if (!metrics.ok) return { ok: false, problems: [problemOfFailure(metrics.failure, connection)] };
  if (!loadedConfig.ok) return { ok: false, problems: [problemOfFailure(loadedConfig.failure, connection)] };
  const disk = await transport.preflight(delivery);
  if (!disk.ok) return disk;
  const drift = await findDrift(context, disk.value);
  if (drift !== null && !overwrite) return { ok: false, problems: [drift] };
  const mainText = disk.value.main?.toString("utf8") ?? null;
  const facts = [...(drift === null ? [] : [{ ...drift, severity: "warning" as const }])];
  return { ok: true, value: { metrics: metrics.value, loadedConfig: loadedConfig.value, hasLifecycle, mainText }, facts };
}

/** A problem when the main file on disk holds something that nobody here knows and that would be lost (F-18). */
async function findDrift(context: DeploymentContext, disk: DiskState): Promise<Problem | null> {
  const { server, mainText } = context;
  return await findUnknownContent({ serverId: server.id, baseConfig: server.baseConfig.reveal(), nextText: mainText }, disk);
}

/**
 * Compares the file on disk with what we know: our own revisions, the base config, and what we are about to write.
 * @returns a problem that names what would be lost, or null
 */
export async function findUnknownContent(
  known: { serverId: string; baseConfig: string; nextText: string },
  { main, mainDigest }: DiskState,
): Promise<Problem | null> {
  if (main === null || mainDigest === null) return null;
  const text = main.toString("utf8");
  if (text === known.baseConfig || (await listMainDigests(known.serverId)).has(mainDigest)) return null;
  const lost = lostByReplacing(text, known.nextText);
  if (lost.length === 0) return null;
  const isOurs = (await findLiveRevision(known.serverId)) !== null;
  const parameters = { lost: lost.slice(0, 5).join(", "), count: lost.length };
  return problem(isOurs ? "deployment/drift" : "deployment/unknown-file", { parameters });
}

/** Reads the main file back; null when it is not there. */
export async function readMainText(context: DeploymentContext): Promise<Result<string | null>> {
  const disk = await context.transport.readBack();
  return disk.ok ? { ok: true, value: disk.value.main?.toString("utf8") ?? null } : disk;
}
