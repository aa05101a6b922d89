import "server-only";
import type { Actor } from "@/lib/access/actor";
import { noteServerEditor } from "@/lib/db/editors";
import { insertServer } from "@/lib/db/servers";
import { log } from "@/lib/log";
import type { Server, ServerInput } from "@/lib/servers/schema";
import { getServer } from "./get-server";
import { explainRefusal, toServerValues } from "./server-values";

/** Registers a Prometheus server and seals its credential and base config. Nothing is sent to it. */
export async function registerServer(input: ServerInput, actor: Pick<Actor, "id">): Promise<Server> {
  const values = await toServerValues(input, null);
  const id = await insertServer(values).catch((error: unknown) => explainRefusal(error, values.name));
  await noteServerEditor(id, actor.id);
  log.info({ actor: actor.id, server: values.name }, "server registered");
  return await getServer(id);
}
