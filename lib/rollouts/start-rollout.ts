import "server-only";
import { randomUUID } from "node:crypto";
import type { Actor } from "@/lib/access/actor";
import { insertRollout } from "@/lib/db/rollouts";
import { findServerRecord } from "@/lib/db/servers";
import { DEPLOYMENT_TIMES, type DeploymentTimes } from "@/lib/deployments/context";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { problem } from "@/lib/result";
import { planWaves } from "@/lib/rollout-waves/plan-waves";
import { driveInBackground } from "./drive-rollout";
import { getRollout } from "./get-rollout";
import type { Rollout, RolloutInput } from "./schema";

/** Starts a rollout and returns it at once: servers in the order given, each with the digest that was shown of it. */
export async function startRollout(
  { servers, strategy, reason }: RolloutInput,
  actor: Pick<Actor, "id" | "name">,
  times: DeploymentTimes = DEPLOYMENT_TIMES,
): Promise<Rollout> {
  const known = await Promise.all(servers.map(({ serverId }) => findServerRecord(serverId)));
  if (known.includes(null)) throw new AppError("conflict", { problems: [problem("rollout/unknown-server")] });
  const waves = planWaves(servers.length, strategy);
  const members = servers.map(({ serverId, digest, ...confirmation }, position) => {
    return { serverId, digest, confirmation, position, wave: waves[position] ?? 0, requestKey: randomUUID() };
  });
  const id = await insertRollout({ author: actor.name, reason, strategy, members });
  log.info({ actor: actor.id, rollout: id, servers: servers.length }, "rollout started");
  driveInBackground(id, times);
  return await getRollout(id);
}
