import "server-only";
import type { Actor } from "@/lib/access/actor";
import { isReferenceViolation } from "@/lib/db/database";
import { endFreeze, insertFreeze, listFreezes as listFreezeRows } from "@/lib/db/freezes";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { problem } from "@/lib/result";
import type { Freeze, FreezeInput } from "./schema";

/** Freezes that hold or will hold. */
export async function listFreezes(): Promise<Freeze[]> {
  return await listFreezeRows(new Date());
}

/** Begins a freeze of one server or of all: nobody deploys until it ends. */
export async function beginFreeze(input: FreezeInput, actor: Pick<Actor, "id" | "name">): Promise<Freeze> {
  if (input.endsAt !== null && Date.parse(input.endsAt) <= Date.now()) {
    throw new AppError("invalid_input", { problems: [problem("guard/freeze-order", { path: ["endsAt"] })] });
  }
  try {
    const freeze = await insertFreeze(input, actor.name);
    log.info({ actor: actor.id, freeze: freeze.id, server: freeze.server?.name ?? null }, "freeze begun");
    return freeze;
  } catch (error) {
    if (isReferenceViolation(error)) throw new AppError("not_found");
    throw error;
  }
}

/** Ends a freeze before its time. */
export async function liftFreeze(id: string, actor: Pick<Actor, "id">): Promise<void> {
  if (!(await endFreeze(id, new Date()))) throw new AppError("not_found");
  log.info({ actor: actor.id, freeze: id }, "freeze ended");
}
