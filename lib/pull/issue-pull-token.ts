import "server-only";
import { createHash, randomBytes } from "node:crypto";
import type { Actor } from "@/lib/access/actor";
import { storePullTokenHash } from "@/lib/db/pull-states";
import { findServerRecord } from "@/lib/db/servers";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { problem } from "@/lib/result";
import { installCommand } from "./install-command";
import type { PullToken } from "./schema";

const TOKEN_BYTES = 32;

/** What is stored of a token. */
export function hashPullToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Makes a server's token and the command that installs it on the host. Nobody can read it again; an older one ends. */
export async function issuePullToken(serverId: string, actor: Pick<Actor, "id">): Promise<PullToken> {
  const server = await findServerRecord(serverId);
  if (server === null) throw new AppError("not_found");
  const { name, transport } = server;
  if (transport.kind !== "pull") throw new AppError("conflict", { problems: [problem("pull/other-transport")] });
  const token = `pfp_${randomBytes(TOKEN_BYTES).toString("base64url")}`;
  await storePullTokenHash(serverId, hashPullToken(token));
  log.info({ actor: actor.id, server: name }, "pull token issued");
  const { configDirectory, intervalSeconds } = transport;
  return { token, command: installCommand({ url: env().externalUrl, token, configDirectory, intervalSeconds }) };
}
