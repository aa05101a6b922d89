import "server-only";
import { sha256Hex } from "@/lib/bundles/file-names";
import { problemOfFailure } from "@/lib/prometheus-api/ask";
import { askFlags } from "@/lib/prometheus-api/flags";
import { askLoadedConfig } from "@/lib/prometheus-api/loaded-config";
import { askOwnMetrics, type OwnMetrics } from "@/lib/prometheus-api/own-metrics";
import { askReady } from "@/lib/prometheus-api/ready";
import { askUpCount } from "@/lib/prometheus-api/up-count";
import { fail, ok, type Problem, type Result } from "@/lib/result";
import type { DeploymentContext } from "./context";
import { findUnansweredDrift } from "./drift/unanswered-drift";
import type { StepOutcome } from "./journal";
import type { DiskState } from "./transports/transport";
import { upBeforeFact } from "./watch-settling";

/** What was there before: what the proof and the way back are measured against. */
export type Before = {
  /** null when the server cannot be asked, and the receiver of the content is the only witness. */
  readonly metrics: OwnMetrics | null;
  /** SHA-256, hex, of the configuration that it showed. */
  readonly loadedDigest: string | null;
  /** False when the server notices changed files by itself only. */
  readonly hasLifecycle: boolean;
  readonly mainText: string | null;
};

export type PreflightOptions = {
  /** Replace what nobody here knows. */
  readonly overwrite: boolean;
  /** Nobody has to be able to ask the server to reload. */
  readonly writeOnly: boolean;
};

/** Asks the server and the disk whether a deployment can succeed; nothing is written. */
export async function preflight(
  context: DeploymentContext,
  { overwrite, writeOnly }: PreflightOptions,
): Promise<StepOutcome<Before>> {
  const { transport, delivery } = context;
  const asked = transport.receiver?.isOnlyWitness === true ? ok(UNASKED) : await askServer(context, writeOnly);
  if (!asked.ok) return asked;
  const disk = await transport.preflight(delivery);
  if (!disk.ok) return disk;
  const { loadedConfig, ...asServer } = asked.value;
  const drift = await findDrift(context, disk.value, loadedConfig);
  if (drift !== null && !overwrite) return { ok: false, problems: [drift] };
  const mainText = disk.value.main?.toString("utf8") ?? null;
  const count = transport.receiver?.isOnlyWitness === true ? null : await askUpCount(context.connection);
  const counted = count?.ok === true ? [upBeforeFact(count.value)] : [];
  const facts = [...(drift === null ? [] : [{ ...drift, severity: "warning" as const }]), ...counted];
  return {
    ok: true,
    value: { ...asServer, loadedDigest: loadedConfig === null ? null : sha256Hex(loadedConfig), mainText },
    facts,
  };
}

type AskedBefore = Omit<Before, "mainText" | "loadedDigest"> & { readonly loadedConfig: string | null };
const UNASKED: AskedBefore = { metrics: null, loadedConfig: null, hasLifecycle: false };

async function askServer({ connection, transport }: DeploymentContext, writeOnly: boolean): Promise<Result<AskedBefore>> {
  const [ready, flags] = [await askReady(connection), await askFlags(connection)];
  if (!ready.ok) return { ok: false, problems: [problemOfFailure(ready.failure, connection)] };
  if (!ready.value) return fail("server/not-ready", { parameters: { url: connection.url } });
  if (!flags.ok) return { ok: false, problems: [problemOfFailure(flags.failure, connection)] };
  const { hasLifecycle, hasAutoReload } = flags.value;
  const isOurs = transport.timing.reload === "http";
  if (isOurs && !hasLifecycle && !hasAutoReload && !writeOnly)
    return fail("server/lifecycle-off", { parameters: { url: connection.url } });
  const [metrics, loadedConfig] = [await askOwnMetrics(connection), await askLoadedConfig(connection)];
  if (!metrics.ok) return { ok: false, problems: [problemOfFailure(metrics.failure, connection)] };
  if (!loadedConfig.ok) return { ok: false, problems: [problemOfFailure(loadedConfig.failure, connection)] };
  return ok({ metrics: metrics.value, loadedConfig: loadedConfig.value, hasLifecycle });
}

/** A problem when something is there that nobody here knows and that would be overwritten (F-18, F-40). */
async function findDrift(context: DeploymentContext, disk: DiskState, loaded: string | null): Promise<Problem | null> {
  return await findUnansweredDrift(
    { server: context.server, nextText: context.config, transport: context.transport },
    disk,
    loaded,
  );
}

/** Reads the main file back; null when it is not there. */
export async function readMainText(context: DeploymentContext): Promise<Result<string | null>> {
  const disk = await context.transport.readBack();
  return disk.ok ? { ok: true, value: disk.value.main?.toString("utf8") ?? null } : disk;
}
