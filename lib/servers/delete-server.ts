import "server-only";
import type { Actor } from "@/lib/access/actor";
import { findUnfinishedDeployment } from "@/lib/db/deployments";
import { deleteServerRow } from "@/lib/db/servers";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { problem } from "@/lib/result";

/** Forgets a server with its history and secrets. Its files and what it runs stay as they are. */
export async function deleteServer(id: string, actor: Pick<Actor, "id">): Promise<void> {
  const unfinished = await findUnfinishedDeployment(id);
  if (unfinished !== null) {
    const parameters = { author: unfinished.author, since: unfinished.createdAt };
    throw new AppError("conflict", { problems: [problem("deployment/busy", { parameters })] });
  }
  if (!(await deleteServerRow(id))) throw new AppError("not_found");
  log.info({ actor: actor.id, server: id }, "server deleted");
}
