import "server-only";
import type { Actor } from "@/lib/access/actor";
import { noteServerEditor } from "@/lib/db/editors";
import { updateServer } from "@/lib/db/servers";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { problem } from "@/lib/result";
import type { Server, ServerEdit } from "@/lib/servers/schema";
import { getServer } from "./get-server";
import { getServerRecord } from "./get-server-record";
import { explainRefusal, toServerValues } from "./server-values";

/** Edits a server; an edit of an older version is a conflict. Nothing is deployed by it. */
export async function editServer(id: string, { version, ...input }: ServerEdit, actor: Pick<Actor, "id">): Promise<Server> {
  const values = await toServerValues(input, await getServerRecord(id));
  const isWritten = await updateServer(id, version, values).catch((error: unknown) => explainRefusal(error, values.name));
  if (!isWritten) throw new AppError("conflict", { problems: [problem("server/edited-meanwhile")] });
  await noteServerEditor(id, actor.id);
  log.info({ actor: actor.id, server: values.name }, "server edited");
  return await getServer(id);
}
