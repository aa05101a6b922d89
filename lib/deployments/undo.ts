import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { sha256Hex } from "@/lib/bundles/file-names";
import { setDeploymentStatus } from "@/lib/db/deployments";
import { findLiveRevision } from "@/lib/db/revisions";
import { problemOfFailure } from "@/lib/prometheus-api/ask";
import { askLoadedConfig } from "@/lib/prometheus-api/loaded-config";
import { askOwnMetrics } from "@/lib/prometheus-api/own-metrics";
import { type Problem, problem, type Result } from "@/lib/result";
import { byHand } from "./by-hand";
import { compareLoadedConfig } from "./compare-config";
import type { DeploymentContext } from "./context";
import { failpoint } from "./failpoint";
import { runStep } from "./journal";
import { readMainText } from "./preflight";
import { createReloading, type Reloading } from "./reloading";
import type { MainDigests } from "./transports/transport";

/** What is known of the time before; after a crash less, and nothing where nothing was asked. */
export type Remembered = { readonly loadedDigest: string | null; readonly hasLifecycle: boolean | null };

type Undoing = {
  readonly digests: MainDigests;
  readonly before: Remembered;
  /** Why the deployment is taken back; they stay with it. */
  readonly causes: readonly Problem[];
  /** The reload that was asked for; null after a crash. */
  readonly reloading: Reloading | null;
};

/** Puts the old main file back, makes Prometheus read it, and makes sure that it has. */
export async function undo(context: DeploymentContext, undoing: Undoing): Promise<void> {
  const { deploymentId, transport, delivery, lease } = context;
  const { digests, causes } = undoing;
  await setDeploymentStatus(deploymentId, "rolling_back");
  const undone = await runStep(deploymentId, "undo", async () => {
    await lease.assertHeld();
    const restored = await transport.undo(delivery, digests);
    if (!restored.ok) return restored;
    await failpoint("undo.restored");
    const running = await returnToOld(context, undoing);
    return running.ok ? { ok: true, value: null, facts: [problem("deployment/restored", { severity: "info" })] } : running;
  });
  if (undone.ok) {
    await lease.assertHeld();
    await transport.collectGarbage([]);
    await setDeploymentStatus(deploymentId, "rolled_back", causes);
  } else {
    await setDeploymentStatus(deploymentId, "needs_hands", [...causes, ...undone.problems, byHand(context, digests)]);
  }
}

/** A 500 may have been applied in part, so the old file is loaded again even then. */
async function returnToOld(context: DeploymentContext, { digests, before, reloading }: Undoing): Promise<Result<null>> {
  const { times, lease, transport } = context;
  const oldText = await readMainText(context);
  if (!oldText.ok) return oldText;
  // Two reloads at once: the later one could be the one of the new file.
  await reloading?.settled();
  const isOurs = digests.previous !== null && before.hasLifecycle !== false && transport.timing.reload === "http";
  const back = createReloading(context, isOurs);
  if (isOurs) await back.begin();
  const visibleAt = performance.now() + transport.timing.visibleWithinMs;
  const endsAt = visibleAt + times.verifyMs;
  for (;;) {
    const doubt = await doubtOld(context, { oldText: oldText.value, before, digests, back, visibleAt });
    if (doubt === null) return { ok: true, value: null };
    if (performance.now() >= endsAt) {
      const main = problem("deployment/undone-on-disk", { parameters: { digest: digests.previous?.slice(0, 12) ?? "-" } });
      return { ok: false, problems: [main, doubt] };
    }
    await lease.assertHeld();
    await sleep(times.pollMs);
  }
}

type Old = {
  readonly oldText: string | null;
  readonly before: Remembered;
  readonly digests: MainDigests;
  readonly back: Reloading;
  /** From when on the old content is certainly there. */
  readonly visibleAt: number;
};

/** Why the server may not be running the old configuration; null when it is. */
async function doubtOld(context: DeploymentContext, { oldText, before, digests, back, visibleAt }: Old): Promise<Problem | null> {
  const { connection, transport } = context;
  if (transport.receiver?.isOnlyWitness === true) {
    const heard = digests.previous === null ? null : await transport.receiver.hear(digests.previous);
    return heard === null || heard.kind === "loaded" ? null : heard.problem;
  }
  const metrics = await askOwnMetrics(connection);
  if (!metrics.ok) return problemOfFailure(metrics.failure, connection);
  const { isReloadSuccessful } = metrics.value;
  const doubt = await doubtLoaded(context, { oldText, before, isReloadSuccessful, visibleAt });
  if (doubt !== null) await back.repeatIfUseful(metrics.value);
  return doubt;
}

async function doubtLoaded(
  { connection, server }: DeploymentContext,
  { oldText, before, isReloadSuccessful, visibleAt }: Omit<Old, "digests" | "back"> & { isReloadSuccessful: boolean },
): Promise<Problem | null> {
  const loaded = await askLoadedConfig(connection);
  if (!loaded.ok) return problemOfFailure(loaded.failure, connection);
  const isSame = sha256Hex(loaded.value) === before.loadedDigest;
  // Without an old file there is nothing to load; what counts is that the new one was never taken.
  if (oldText === null) return isSame ? null : problem("deployment/no-old-file");
  if (!isReloadSuccessful) return problem("deployment/reload-unsuccessful");
  if (isSame) return null;
  const live = await findLiveRevision(server.id);
  const generated = new Set(live?.bundle.jobs.filter(({ cluster }) => cluster !== null).map(({ jobName }) => jobName));
  const differences = await compareLoadedConfig(oldText, loaded.value, generated);
  // What is being taken back may hold all of the old one; only where nothing is delayed can it not be that any more.
  if (differences.length === 0) return performance.now() < visibleAt ? problem("deployment/not-shown") : null;
  return problem("deployment/loaded-differs", { parameters: { where: differences.join(", ") } });
}
