import "server-only";
import type { Actor } from "@/lib/access/actor";
import { limitAttempts } from "@/lib/access/rate-limit";
import type { ObjectName, ObjectTargets } from "@/lib/target-doctor/schema";
import { openDoctorContext } from "./doctor-context";
import { findObjectTargets } from "./find-object-targets";

const LIMIT = { max: 60, windowMs: 60_000 };

/** What a cluster's discoveries find of one object; the jobs' rules are judged where it is shown. */
export async function diagnoseTarget(clusterId: string, name: ObjectName, actor: Actor): Promise<ObjectTargets> {
  await limitAttempts(`diagnose-target:${actor.id}`, LIMIT);
  return findObjectTargets(await openDoctorContext(clusterId), name);
}
