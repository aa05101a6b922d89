import "server-only";
import { findRollout, listRolloutRows, type RolloutRecord } from "@/lib/db/rollouts";
import { AppError } from "@/lib/errors";
import { type Rollout, rolloutMemberSchema } from "./schema";

/** One rollout with its ledger. */
export async function getRollout(id: string): Promise<Rollout> {
  const record = await findRollout(id);
  if (record === null) throw new AppError("not_found");
  return toRollout(record);
}

/** The newest rollouts. */
export async function listRollouts(): Promise<Rollout[]> {
  return (await listRolloutRows()).map(toRollout);
}

/** Keys and confirmations stay on the server. */
function toRollout({ members, ...rollout }: RolloutRecord): Rollout {
  return { ...rollout, members: members.map((member) => rolloutMemberSchema.strip().parse(member)) };
}
