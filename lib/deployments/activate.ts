import "server-only";
import { setDeploymentStatus, setProvenConfig } from "@/lib/db/deployments";
import { pruneRevisions } from "@/lib/db/prune-revisions";
import { findLiveRevision } from "@/lib/db/revisions";
import type { Problem } from "@/lib/result";
import { configBehind } from "./config-behind";
import type { DeploymentContext } from "./context";
import { explainNotPickedUp } from "./explain-not-picked-up";
import { failpoint } from "./failpoint";
import { runStep, type StepOutcome } from "./journal";
import type { Before } from "./preflight";
import { readFilesBack } from "./read-files-back";
import { problemOfReload, type Reloading, requestReload } from "./reloading";
import type { MainDigests } from "./transports/transport";
import { undo } from "./undo";
import { changedJobs, type Expectation, verify } from "./verify";

/** The new main file is in place: has it loaded, and proves it or takes it back. */
export async function activate(context: DeploymentContext, digests: MainDigests, before: Before): Promise<void> {
  const { deploymentId, mainText, config, generatedJobs, revision, server } = context;
  await setDeploymentStatus(deploymentId, "reloading");
  const isUnchanged = digests.previous === digests.next;
  const reloading = await requestReload(context, before.hasLifecycle);
  const expectation: Expectation = {
    mainText,
    mainDigest: digests.next,
    generatedJobs,
    changedJobs: changedJobs(revision.bundle.jobs, config, await configBehind(server.id, before.mainText)),
    // A server that watches its files does not read equal ones again.
    reloadedAfter: isUnchanged && !before.hasLifecycle ? null : (before.metrics?.lastReloadSuccess ?? null),
    kubernetesFailuresBefore: before.metrics?.kubernetesFailures ?? Number.POSITIVE_INFINITY,
    failedDiscoveryBefore: before.metrics?.failedDiscoveryConfigs ?? 0,
    loadedBefore: before.loadedDigest,
  };
  await proveOrUndo(context, { digests, before, expectation, reloading });
}

type Switched = {
  readonly digests: MainDigests;
  /** null after a crash: nobody remembers. */
  readonly before: Before | null;
  readonly expectation: Expectation;
  readonly reloading: Reloading;
};

/** Calls a deployment live when the server has shown it, and takes it back when it has not. */
export async function proveOrUndo(context: DeploymentContext, switched: Switched): Promise<void> {
  const { deploymentId, transport, connection, server } = context;
  const { digests, before, expectation, reloading } = switched;
  let failing: readonly Problem[] = [];
  let loadedDigest: string | null = null;
  const proof = await runStep(deploymentId, "verify", async (): Promise<StepOutcome<null>> => {
    const { missing, warnings, ...observation } = await verify(context, expectation, reloading);
    failing = observation.failing ?? [];
    loadedDigest = observation.loadedDigest;
    const read = missing.length === 0 ? await readFilesBack(context) : { missing, facts: [] };
    const [first, ...rest] = read.missing;
    return first === undefined
      ? { ok: true, value: null, facts: [...read.facts, ...warnings] }
      : { ok: false, problems: [first, ...rest] };
  });
  if (!proof.ok) {
    const refusal = problemOfReload(reloading.state(), connection.url);
    const unread = await explainNotPickedUp(context, before, reloading);
    const causes = [...unread, ...(refusal === null ? [] : [refusal]), ...proof.problems];
    const remembered = { loadedDigest: expectation.loadedBefore, hasLifecycle: before?.hasLifecycle ?? null };
    return await undo(context, { digests, before: remembered, causes, reloading });
  }
  const previous = await findLiveRevision(server.id);
  if (loadedDigest !== null) await setProvenConfig(deploymentId, loadedDigest);
  await failpoint("live.unwritten");
  await setDeploymentStatus(deploymentId, "live", failing);
  await failpoint("live.written");
  // Somebody else may be putting credentials in place by now that no main file mentions yet.
  await context.lease.assertHeld();
  await transport.collectGarbage([before?.mainText ?? "", ...(previous?.bundle.files.map(({ path }) => path) ?? [])]);
  await pruneRevisions(server.id, server.policy.revisionsKept);
}
