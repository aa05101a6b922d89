import { listUnfinishedDeployments } from "@/lib/db/deployments";
import { openCandidate } from "@/lib/deployments/candidate";
import { endGently } from "@/lib/deployments/end-gently";
import { planTargets } from "@/lib/deployments/plan-targets";
import { recoverDeployment } from "@/lib/deployments/recover-deployments";
import { settleDeployments } from "@/lib/deployments/running";
import { startDeployment, waitForDeployment } from "@/lib/deployments/start-deployment";
import { AppError } from "@/lib/errors";

// A process of its own for tests that kill it: node deploy-process.mjs deploy SERVER [AUTHOR [SECONDS]] | recover SERVER
const [action = "", serverId = "", author = "ada", verifySeconds = "25"] = process.argv.slice(2);

const TIMES = {
  verifyMs: 1000 * Number(verifySeconds),
  pollMs: 100,
  comparison: { settleMs: 500, totalMs: 4_000, pollMs: 100 },
  settlingMsMax: 200,
};

const say = (event: object) => process.stdout.write(`${JSON.stringify({ ...event, at: Date.now(), pid: process.pid })}\n`);

async function deploy(): Promise<void> {
  const { bundle } = await openCandidate(serverId);
  const { findings } = await planTargets(serverId);
  const typed = Object.fromEntries(findings.map(({ key, count }) => [key, String(count)]));
  const acknowledged = findings.map(({ key }) => key);
  const input = { serverId, digest: bundle.digest, reason: author, acknowledged, typed };
  try {
    const { id } = await startDeployment(input, { id: author, name: author }, TIMES);
    say({ started: id, digest: bundle.digest });
    const { status } = await waitForDeployment(id);
    say({ ended: id, status });
  } catch (error) {
    if (error instanceof AppError) say({ refused: error.problems.map(({ code, parameters }) => ({ code, parameters })) });
    else say({ failed: String(error) });
  }
}

async function recover(): Promise<void> {
  const unfinished = (await listUnfinishedDeployments()).filter(({ server }) => server.id === serverId);
  for (const deployment of unfinished) await recoverDeployment(deployment, TIMES);
  say({ recovered: unfinished.map(({ id }) => id) });
}

endGently();
say({ begun: action });
// What only watches keeps no process alive; here it shall be seen to its end.
const alive = setInterval(() => undefined, 1_000);
await (action === "deploy" ? deploy() : recover());
await settleDeployments();
clearInterval(alive);
