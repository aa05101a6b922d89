import "server-only";
import { mainTextOf } from "@/lib/bundles/bundle";
import { setDeploymentStatus } from "@/lib/db/deployments";
import { findRevisionByMainDigest } from "@/lib/db/revisions";
import type { Deployment } from "@/lib/deployments/schema";
import { askFlags } from "@/lib/prometheus-api/flags";
import { problem } from "@/lib/result";
import { proveOrUndo } from "./activate";
import { byHand } from "./by-hand";
import type { DeploymentContext } from "./context";
import { requestReload } from "./reloading";
import type { StagedFact } from "./run-deployment";
import { undo } from "./undo";
import { changedJobs, type Expectation } from "./verify";

/** After a restart people wait for an answer: a proof that takes longer is a reason to go back to what was proven before. */
const PROOF_MS = 9_000;
/** Prometheus tells every 5 s what discovery has found. */
const SILENCE_MS = 6_000;

/** Finishes or takes back what a crash has left, by the journal, what is on disk and what Prometheus runs. */
export async function decideInterrupted(context: DeploymentContext, { steps, id }: Deployment): Promise<void> {
  const { transport, lease } = context;
  const has = (name: string) => steps.some((step) => step.name === name);
  const interrupted = problem("deployment/interrupted");
  // Before looking: without its staged file a stopped process that goes on cannot switch behind our back.
  await transport.discard(lease.fence);
  const staged = readStagedFact({ steps });
  if (staged === null || !has("commit")) return await setDeploymentStatus(id, "rejected", [interrupted]);
  const disk = await transport.readBack();
  if (!disk.ok) {
    return await setDeploymentStatus(id, "needs_hands", [interrupted, ...disk.problems, byHand(context, staged)]);
  }
  const { mainDigest } = disk.value;
  // The file of before lies under the fence of the process that has staged it.
  const resumed = { ...hurried(context), delivery: { ...context.delivery, fence: staged.fence } };
  if (has("undo") && (mainDigest === staged.previous || mainDigest === staged.next)) {
    const before = { loadedDigest: staged.loadedDigest, hasLifecycle: null };
    return await undo(resumed, { digests: staged, before, causes: [interrupted], reloading: null });
  }
  if (mainDigest === staged.next) return await finish(resumed, staged);
  if (mainDigest === staged.previous) return await setDeploymentStatus(id, "rejected", [interrupted]);
  const foreign = problem("deployment/foreign-edit", { parameters: { path: "prometheus.yml" } });
  await setDeploymentStatus(id, "needs_hands", [interrupted, foreign, byHand(context, staged)]);
}

function hurried(context: DeploymentContext): DeploymentContext {
  const { times } = context;
  const proofMs = Math.min(times.proofMs ?? PROOF_MS, PROOF_MS);
  return { ...context, times: { ...times, proofMs, silenceMs: Math.min(times.silenceMs ?? SILENCE_MS, SILENCE_MS) } };
}

/** The new file is in place: reload and prove it, as if nothing had happened in between. */
async function finish(context: DeploymentContext, digests: StagedFact): Promise<void> {
  const { mainText, generatedJobs, revision, connection, deploymentId, server } = context;
  await setDeploymentStatus(deploymentId, "reloading");
  const flags = await askFlags(connection);
  const reloading = await requestReload(context, !flags.ok || flags.value.hasLifecycle);
  const previous = digests.previous === null ? null : await findRevisionByMainDigest(server.id, digests.previous);
  const expectation: Expectation = {
    mainText,
    mainDigest: digests.next,
    generatedJobs,
    changedJobs: changedJobs(revision.bundle.jobs, mainText, previous === null ? null : mainTextOf(previous.bundle)),
    reloadedAfter: null,
    kubernetesFailuresBefore: Number.POSITIVE_INFINITY,
    failedDiscoveryBefore: 0,
    loadedBefore: digests.loadedDigest,
  };
  await proveOrUndo(context, { digests, before: null, expectation, reloading });
}

/** Reads back what `stagedFact` has written. */
function readStagedFact({ steps }: Pick<Deployment, "steps">): StagedFact | null {
  const facts = steps.flatMap(({ detail }) => detail).find(({ code }) => code === "deployment/staged");
  if (facts === undefined) return null;
  const { fence, previous, next, loaded = "-" } = facts.parameters;
  const digestOf = (value: unknown) => (value === "-" ? null : String(value));
  return { fence: Number(fence), previous: digestOf(previous), next: String(next), loadedDigest: digestOf(loaded) };
}
