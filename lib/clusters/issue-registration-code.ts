import "server-only";
import { randomBytes } from "node:crypto";
import type { Actor } from "@/lib/access/actor";
import { isClusterNameTaken } from "@/lib/db/clusters";
import { insertRegistrationCode } from "@/lib/db/registration-codes";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { problem } from "@/lib/result";
import { commandOf, hashCode, scriptOf } from "./registration-links";
import type { IssuedRegistration, RegistrationChoice } from "./registration-schema";

const CODE_BYTES = 16;
const VALID_MS = 15 * 60_000;

/** Issues a code with which a cluster's side may hand over one credential, once, within a quarter of an hour. */
export async function issueRegistrationCode(choice: RegistrationChoice, actor: Actor): Promise<IssuedRegistration> {
  const { name } = choice;
  if (await isClusterNameTaken(name)) {
    throw new AppError("conflict", { problems: [problem("cluster/name-taken", { path: ["name"], parameters: { name } })] });
  }
  const code = randomBytes(CODE_BYTES).toString("base64url");
  const expiresAt = new Date(Date.now() + VALID_MS);
  const id = await insertRegistrationCode({ codeHash: hashCode(code), choice, author: actor.id, expiresAt });
  log.info({ actor: actor.id, cluster: name, registration: id }, "registration code issued");
  return { id, command: commandOf(code), script: scriptOf(choice, code), expiresAt: expiresAt.toISOString() };
}
