import "server-only";
import { findRegistrationCode } from "@/lib/db/registration-codes";
import { AppError } from "@/lib/errors";
import type { Registration } from "./registration-schema";

/** How far a registration has come. */
export async function getRegistration(id: string): Promise<Registration> {
  const record = await findRegistrationCode({ id });
  if (record === null) throw new AppError("not_found");
  const { clusterId, expiresAt } = record;
  const isOver = expiresAt.getTime() <= Date.now();
  const state = clusterId === null ? (isOver ? "expired" : "waiting") : "done";
  return { id, state, clusterId, expiresAt: expiresAt.toISOString() };
}
