import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { setDeploymentStatus } from "@/lib/db/deployments";
import { findLiveRevision } from "@/lib/db/revisions";
import { problemOfFailure } from "@/lib/prometheus-api/ask";
import { askLoadedConfig } from "@/lib/prometheus-api/loaded-config";
import { reload } from "@/lib/prometheus-api/reload";
import { askRuntimeInfo } from "@/lib/prometheus-api/runtime-info";
import { ok, type Problem, problem, type Result } from "@/lib/result";
import { compareLoadedConfig } from "./compare-config";
import type { DeploymentContext } from "./context";
import { runStep } from "./journal";
import { readMainText } from "./preflight";
import type { MainDigests } from "./transports/transport";

/** What is known of the time before; null after a crash. */
type Remembered = { readonly loadedConfig: string; readonly hasLifecycle: boolean } | null;

/**
 * Puts the old main file back, makes Prometheus read it, and makes sure that it has.
 * @param causes why the deployment is taken back; they stay with it
 */
export async function undo(
  context: DeploymentContext,
  { digests, before, causes }: { digests: MainDigests; before: Remembered; causes: readonly Problem[] },
): Promise<void> {
  const { deploymentId, transport, delivery, lease } = context;
  await setDeploymentStatus(deploymentId, "rolling_back");
  await lease.assertHeld();
  const undone = await runStep(deploymentId, "undo", async () => {
    const restored = await transport.undo(delivery, digests);
    if (!restored.ok) return restored;
    const running = await returnToOld(context, { digests, before });
    return running.ok ? { ok: true, value: null, facts: [problem("deployment/restored", { severity: "info" })] } : running;
  });
  if (undone.ok) {
    await transport.collectGarbage([]);
    await setDeploymentStatus(deploymentId, "rolled_back", causes);
  } else {
    await setDeploymentStatus(deploymentId, "needs_hands", [...causes, ...undone.problems]);
  }
}

/** A 500 may have been applied in part, so the old file is loaded again even then. */
async function returnToOld(
  context: DeploymentContext,
  { digests, before }: { digests: MainDigests; before: Remembered },
): Promise<Result<null>> {
  const { connection, scrub, times, lease } = context;
  if (digests.previous !== null && before?.hasLifecycle !== false) await reload(connection, scrub);
  const oldText = await readMainText(context);
  if (!oldText.ok) return oldText;
  const endsAt = performance.now() + times.verifyMs;
  for (;;) {
    const doubt = await doubtOldConfig(context, oldText.value, before);
    if (doubt === null) return ok(null);
    if (performance.now() >= endsAt) {
      const main = problem("deployment/undone-on-disk", { parameters: { digest: digests.previous?.slice(0, 12) ?? "-" } });
      return { ok: false, problems: [main, doubt] };
    }
    await lease.assertHeld();
    await sleep(times.pollMs);
  }
}

/** Why the server may not be running the old configuration; null when it is. */
async function doubtOldConfig(
  { connection, server }: DeploymentContext,
  oldText: string | null,
  before: Remembered,
): Promise<Problem | null> {
  const [runtime, loaded] = [await askRuntimeInfo(connection), await askLoadedConfig(connection)];
  if (!runtime.ok) return problemOfFailure(runtime.failure, connection);
  if (!loaded.ok) return problemOfFailure(loaded.failure, connection);
  const isSame = loaded.value === before?.loadedConfig;
  // Without an old file there is nothing to load; what counts is that the new one was never taken.
  if (oldText === null) return isSame ? null : problem("deployment/no-old-file");
  if (!runtime.value.reloadConfigSuccess) return problem("deployment/reload-unsuccessful");
  if (isSame) return null;
  const live = await findLiveRevision(server.id);
  const generated = new Set(live?.bundle.jobs.filter(({ cluster }) => cluster !== null).map(({ jobName }) => jobName));
  const differences = compareLoadedConfig(oldText, loaded.value, generated);
  return differences.length === 0
    ? null
    : problem("deployment/loaded-differs", { parameters: { where: differences.join(", ") } });
}
