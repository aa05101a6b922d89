import "server-only";
import { setDeploymentStatus } from "@/lib/db/deployments";
import { log } from "@/lib/log";
import { type Problem, problem, type Result } from "@/lib/result";
import { activate } from "./activate";
import type { DeploymentContext } from "./context";
import { countDeployment } from "./count-deployment";
import { runStep, type StepOutcome } from "./journal";
import { LeaseLost } from "./lease";
import { type Before, type PreflightOptions, preflight } from "./preflight";
import type { MainDigests } from "./transports/transport";
import { validate } from "./validate";

/**
 * Takes one deployment from "queued" to its end, row by row in the journal.
 * Nothing is thrown: whatever happens is the deployment's status.
 */
export async function runDeployment(context: DeploymentContext, options: PreflightOptions): Promise<void> {
  const { deploymentId } = context;
  try {
    const before = await prepare(context, options);
    if (!before.ok) return await setDeploymentStatus(deploymentId, "rejected", before.problems);
    const digests = await write(context, before.value);
    if (!digests.ok) return await setDeploymentStatus(deploymentId, "rejected", digests.problems);
    await activate(options.writeOnly ? patient(context) : context, digests.value, before.value);
  } catch (error) {
    // The new holder of the lease, or recovery at the next start, decides from the journal, the disk and the server.
    if (!(error instanceof LeaseLost)) log.error({ deploymentId, error }, "a deployment stopped unexpectedly");
  } finally {
    await countDeployment(deploymentId);
  }
}

/** Somebody who reloads a server by hand has to get there first. */
const BY_HAND_MS = 15 * 60_000;

function patient(context: DeploymentContext): DeploymentContext {
  const { times } = context;
  return {
    ...context,
    isReloadedByHand: true,
    times: { ...times, verifyMs: times.byHandMs ?? BY_HAND_MS, proofMs: times.proofMs ?? times.verifyMs },
  };
}

/** Everything before the first byte: what fails here has changed nothing. */
async function prepare(context: DeploymentContext, options: PreflightOptions): Promise<Result<Before>> {
  const { deploymentId, revision } = context;
  await setDeploymentStatus(deploymentId, "validating");
  await runStep(deploymentId, "render", async () => {
    const parameters = { digest: revision.digest.slice(0, 12), files: revision.bundle.files.length };
    return { ok: true, value: null, facts: [problem("deployment/rendered", { severity: "info", parameters })] };
  });
  const valid = await runStep(deploymentId, "validate", () => validate(context));
  return valid.ok ? await runStep(deploymentId, "preflight", () => preflight(context, options)) : valid;
}

/** Stages and commits; on failure the old main file is in place and the leftovers are gone. */
async function write(context: DeploymentContext, before: Before): Promise<Result<MainDigests>> {
  const { deploymentId, transport, delivery, lease } = context;
  const staged = await runStep(deploymentId, "stage", () => stage(context, before));
  if (!staged.ok) return staged;
  await setDeploymentStatus(deploymentId, "staged");
  const committed = await runStep(deploymentId, "commit", async () => {
    await lease.assertHeld();
    return await transport.commit(delivery, staged.value);
  });
  if (!committed.ok) {
    // Whoever has the lease now has taken our staged file away: what is there is theirs to decide.
    await lease.assertHeld();
    // The rename may have happened although what came after it failed.
    const restored = await transport.undo(delivery, staged.value);
    await transport.discard(lease.fence);
    if (restored.ok) await transport.collectGarbage([]);
    return restored.ok ? committed : { ok: false, problems: [...committed.problems, ...restored.problems] };
  }
  await setDeploymentStatus(deploymentId, "written");
  return staged;
}

async function stage(
  { transport, delivery, lease }: DeploymentContext,
  { loadedDigest }: Before,
): Promise<StepOutcome<MainDigests>> {
  await lease.assertHeld();
  const staged = await transport.stage(delivery);
  return staged.ok ? { ...staged, facts: [stagedFact({ ...staged.value, fence: delivery.fence, loadedDigest })] } : staged;
}

/** Digests of the main file, the fence under which it lies, and what Prometheus showed before. */
export type StagedFact = MainDigests & { readonly fence: number; readonly loadedDigest: string | null };

/** What recovery needs to know of a staged deployment; the journal is its only memory. */
export function stagedFact({ previous, next, fence, loadedDigest }: StagedFact): Problem {
  const parameters = { fence, previous: previous ?? "-", next, loaded: loadedDigest ?? "-" };
  return problem("deployment/staged", { severity: "info", parameters });
}
