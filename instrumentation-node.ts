import "server-only";
import { announceSetup } from "@/lib/access/complete-setup";
import { renewDueCredentials } from "@/lib/clusters/renew-due-credentials";
import { sweepHealth } from "@/lib/clusters/sweep-health";
import { findUnusableKeys, listUsedKeys } from "@/lib/db/key-check";
import { migrate } from "@/lib/db/migrate";
import { sweepDrift } from "@/lib/deployments/drift/sweep-drift";
import { endGently } from "@/lib/deployments/end-gently";
import { recoverDeployments } from "@/lib/deployments/recover-deployments";
import { rollOutCredential } from "@/lib/deployments/roll-out-credentials";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { keyProblem } from "@/lib/readiness";
import { repeatWork } from "@/lib/repeat-work";
import { takeUpRollouts } from "@/lib/rollouts/drive-rollout";
import { createKeyringFile, hasKeyringFile } from "@/lib/secrets/keyring";
import { processSingleton } from "@/lib/singleton";

const RECOVERY_EVERY_MS = 5_000;

const started = processSingleton("start", putInOrder);

/** Brings database, keyring and first-time setup in order, once: Next asks for it more often than that. */
export function start(): Promise<void> {
  return started.get();
}

/** What cannot be put in order ends the process with a reason. */
async function putInOrder(): Promise<void> {
  try {
    const applied = await migrate(env().databaseUrl);
    if (applied.length > 0) log.info({ applied }, "database migrated");
    await prepareKeyring();
    await announceSetup();
    await recoverDeployments();
    startRecovery();
    endGently();
    startRollouts();
    startHealthSweeps();
    startCredentialChecks();
    startDriftSweeps();
  } catch (error) {
    log.error({ error }, "Promfleet cannot start");
    process.exit(1);
  }
}

/** What another process has left behind is decided by whoever is still there. */
function startRecovery(): void {
  repeatWork("recover-deployments", RECOVERY_EVERY_MS, async () => await recoverDeployments());
}

/** A rollout outlives the process that drives it: another one, or the next start, takes it up. */
function startRollouts(): void {
  repeatWork("rollouts", 5_000, () => takeUpRollouts());
}

function startHealthSweeps(): void {
  const { healthSweepSeconds } = env();
  if (healthSweepSeconds === 0) return;
  repeatWork("health-sweep", healthSweepSeconds * 1000, async () => {
    log.debug(await sweepHealth(), "clusters swept");
  });
}

function startCredentialChecks(): void {
  const { credentialCheckSeconds } = env();
  if (credentialCheckSeconds === 0) return;
  repeatWork("credential-check", credentialCheckSeconds * 1000, async () => {
    // All at once: a server that cannot be reached must not let the tokens of others end.
    await Promise.allSettled((await renewDueCredentials()).map((clusterId) => rollOutCredential(clusterId)));
  });
}

function startDriftSweeps(): void {
  const { driftSweepSeconds } = env();
  if (driftSweepSeconds === 0) return;
  repeatWork("drift-sweep", driftSweepSeconds * 1000, async () => {
    log.debug(await sweepDrift(), "servers looked at for drift");
  });
}

async function prepareKeyring(): Promise<void> {
  const file = env().keyringFile;
  if (!hasKeyringFile()) {
    const used = await listUsedKeys();
    // A new key beside secrets that it cannot open would only hide the loss.
    if (used.length > 0) throw new Error(`there is no keyring ${file}, and this database was sealed with ${used.join(", ")}`);
    if (createKeyringFile())
      log.warn({ file }, "a new keyring was made: back it up, apart from the database; without it stored secrets are lost");
  }
  const problem = keyProblem(await findUnusableKeys());
  // Not the end of the process: readiness says it as well, and operators find it there.
  if (problem !== null) log.error({ file }, problem);
}
