import "server-only";
import { setDeploymentStatus } from "@/lib/db/deployments";
import { findLiveRevision } from "@/lib/db/revisions";
import { log } from "@/lib/log";
import { type ReloadOutcome, reload } from "@/lib/prometheus-api/reload";
import { ok, type Problem, problem, type Result } from "@/lib/result";
import type { DeploymentContext } from "./context";
import { countDeployment } from "./count-deployment";
import { runStep, type StepOutcome } from "./journal";
import { LeaseLost } from "./lease";
import { type Before, preflight } from "./preflight";
import type { MainDigests } from "./transports/transport";
import { undo } from "./undo";
import { validate } from "./validate";
import { changedJobs, type Expectation, verify } from "./verify";

/**
 * Takes one deployment from "queued" to its end, row by row in the journal.
 * Nothing is thrown: whatever happens is the deployment's status.
 */
export async function runDeployment(context: DeploymentContext, options: { overwrite: boolean }): Promise<void> {
  const { deploymentId } = context;
  try {
    const before = await prepare(context, options);
    if (!before.ok) return await setDeploymentStatus(deploymentId, "rejected", before.problems);
    const digests = await write(context);
    if (!digests.ok) return await setDeploymentStatus(deploymentId, "rejected", digests.problems);
    await activate(context, digests.value, before.value);
  } catch (error) {
    // The new holder of the lease, or recovery at the next start, decides from the journal, the disk and the server.
    if (!(error instanceof LeaseLost)) log.error({ deploymentId, error }, "a deployment stopped unexpectedly");
  } finally {
    await countDeployment(deploymentId);
  }
}

/** Everything before the first byte: what fails here has changed nothing. */
async function prepare(context: DeploymentContext, options: { overwrite: boolean }): Promise<Result<Before>> {
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
async function write(context: DeploymentContext): Promise<Result<MainDigests>> {
  const { deploymentId, transport, delivery, lease } = context;
  await lease.assertHeld();
  const staged = await runStep(deploymentId, "stage", () => stage(context));
  if (!staged.ok) return staged;
  await setDeploymentStatus(deploymentId, "staged");
  const committed = await runStep(deploymentId, "commit", async () => {
    await lease.assertHeld();
    return await transport.commit(delivery, staged.value);
  });
  if (!committed.ok) {
    // The rename may have happened although what came after it failed.
    const restored = await transport.undo(delivery, staged.value);
    await transport.discard(lease.fence);
    if (restored.ok) await transport.collectGarbage([]);
    return restored.ok ? committed : { ok: false, problems: [...committed.problems, ...restored.problems] };
  }
  await setDeploymentStatus(deploymentId, "written");
  return staged;
}

async function stage({ transport, delivery }: DeploymentContext): Promise<StepOutcome<MainDigests>> {
  const staged = await transport.stage(delivery);
  return staged.ok ? { ...staged, facts: [stagedFact(staged.value, delivery.fence)] } : staged;
}

/** What recovery needs to know of a staged deployment; the journal is its only memory. */
export function stagedFact({ previous, next }: MainDigests, fence: number): Problem {
  return problem("deployment/staged", { severity: "info", parameters: { fence, previous: previous ?? "-", next } });
}

async function activate(context: DeploymentContext, digests: MainDigests, before: Before): Promise<void> {
  const { deploymentId, mainText, generatedJobs, revision } = context;
  await setDeploymentStatus(deploymentId, "reloading");
  const isUnchanged = digests.previous === digests.next;
  const outcome = await requestReload(context, before.hasLifecycle);
  const expectation: Expectation = {
    mainText,
    generatedJobs,
    changedJobs: changedJobs(revision.bundle.jobs, mainText, before.mainText),
    // A server that watches its files does not read equal ones again.
    reloadedAfter: isUnchanged && !before.hasLifecycle ? null : before.metrics.lastReloadSuccess,
    kubernetesFailuresBefore: before.metrics.kubernetesFailures,
    failedDiscoveryBefore: before.metrics.failedDiscoveryConfigs,
  };
  await proveOrUndo(context, { digests, before, expectation, outcome });
}

/** Asks for the reload; its answer is noted, and decides nothing by itself. */
export async function requestReload(context: DeploymentContext, hasLifecycle: boolean): Promise<ReloadOutcome> {
  const { deploymentId, connection, scrub } = context;
  let outcome: ReloadOutcome = { kind: "accepted" };
  await runStep(deploymentId, "reload", async (): Promise<StepOutcome<null>> => {
    if (!hasLifecycle)
      return { ok: true, value: null, isSkipped: true, facts: [problem("deployment/auto-reload", { severity: "info" })] };
    outcome = await reload(connection, scrub);
    const found = problemOfReload(outcome, connection.url);
    return found === null ? ok(null) : { ok: false, problems: [found] };
  });
  return outcome;
}

function problemOfReload(outcome: ReloadOutcome, url: string): Problem | null {
  switch (outcome.kind) {
    case "accepted":
      return null;
    case "forbidden":
      return problem("server/lifecycle-off", { parameters: { url } });
    case "method_refused":
      return problem("deployment/reload-method", { parameters: { url } });
    case "failed":
      return problem("deployment/reload-failed", { prometheus: outcome.message });
    case "unknown":
      return problem("deployment/reload-unknown", { severity: "warning", parameters: { reason: outcome.reason } });
  }
}

/** Calls a deployment live when the server has shown it, and takes it back when it has not. */
export async function proveOrUndo(
  context: DeploymentContext,
  {
    digests,
    before,
    expectation,
    outcome,
  }: { digests: MainDigests; before: Before | null; expectation: Expectation; outcome: ReloadOutcome },
): Promise<void> {
  const { deploymentId, transport, connection, server } = context;
  await setDeploymentStatus(deploymentId, "verifying");
  const isRefused = outcome.kind === "failed" || outcome.kind === "forbidden" || outcome.kind === "method_refused";
  const proof = await runStep(deploymentId, "verify", async (): Promise<StepOutcome<null>> => {
    const { missing, warnings } = await verify(context, expectation, isRefused);
    const [first, ...rest] = missing;
    return first === undefined ? { ok: true, value: null, facts: warnings } : { ok: false, problems: [first, ...rest] };
  });
  if (!proof.ok) {
    const refusal = problemOfReload(outcome, connection.url);
    return await undo(context, { digests, before, causes: [...(refusal === null ? [] : [refusal]), ...proof.problems] });
  }
  const previous = await findLiveRevision(server.id);
  await setDeploymentStatus(deploymentId, "live");
  await transport.collectGarbage([before?.mainText ?? "", ...(previous?.bundle.files.map(({ path }) => path) ?? [])]);
}
