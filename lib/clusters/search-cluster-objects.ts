import "server-only";
import type { Actor } from "@/lib/access/actor";
import { limitAttempts } from "@/lib/access/rate-limit";
import { searchObjects } from "@/lib/kubernetes/search-objects";
import type { ObjectMatches, ObjectSearch } from "@/lib/target-doctor/schema";
import { openDoctorContext } from "./doctor-context";
import { unreadProblem } from "./find-object-targets";

/** A person who types; more would be a load on somebody's API server. */
const LIMIT = { max: 120, windowMs: 60_000 };

/** Searches a cluster's pods, services or nodes by name. What could not be read is a problem beside what was found. */
export async function searchClusterObjects(clusterId: string, search: ObjectSearch, actor: Actor): Promise<ObjectMatches> {
  await limitAttempts(`search-objects:${actor.id}`, LIMIT);
  const { connection } = await openDoctorContext(clusterId);
  const { objects, read, total, isComplete, failure } = await searchObjects(connection, search);
  const problems = failure === null ? [] : [unreadProblem(`${search.kind}s`, failure)];
  return { objects: [...objects], read, total, isComplete, problems };
}
