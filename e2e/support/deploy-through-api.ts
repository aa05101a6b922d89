import type { Deployment } from "@/lib/deployments/schema";
import type { Plan } from "@/lib/servers/schema";
import type { TargetPlan } from "@/lib/target-plan/schema";
import type { PromfleetClient } from "./promfleet-client";

const TIMEOUT_MS = 90_000;
const FINAL = new Set(["live", "rejected", "rolled_back", "needs_hands"]);

/** Deploys what the plan of a server shows, as the browser does. @returns the deployment at its end, whatever that is */
export async function deployThroughApi(client: PromfleetClient, serverId: string, reason = "test"): Promise<Deployment> {
  const { digest } = await client.get<Plan>(`/api/v1/servers/${serverId}/plan`);
  const confirmed = await confirmPlan(client, serverId);
  const { id } = await client.post<Deployment>("/api/v1/deployments", { serverId, digest, reason, ...confirmed });
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const deployment = await client.get<Deployment>(`/api/v1/deployments/${id}`);
    if (FINAL.has(deployment.status)) return deployment;
    if (Date.now() > deadline) throw new Error(`the deployment is still ${deployment.status} after ${TIMEOUT_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Fails with the deployment's own words when it did not end live. */
export async function deployLive(client: PromfleetClient, serverId: string, reason?: string): Promise<Deployment> {
  const deployment = await deployThroughApi(client, serverId, reason);
  if (deployment.status !== "live") throw new Error(`${deployment.status}: ${JSON.stringify(deployment.problems)}`);
  return deployment;
}

/** Everything that a plan asks for: findings to be ticked, and numbers of what goes away to be typed. */
export async function confirmPlan(client: PromfleetClient, serverId: string) {
  const { shrinkages } = await client.get<Plan>(`/api/v1/servers/${serverId}/plan`);
  const { findings } = await client.get<TargetPlan>(`/api/v1/servers/${serverId}/plan/targets`);
  const numbered = [...shrinkages, ...findings.filter(({ kind }) => kind === "loss")];
  return {
    acknowledged: findings.map(({ key }) => key),
    typed: Object.fromEntries(numbered.map(({ key, count }) => [key, String(count)])),
  };
}
