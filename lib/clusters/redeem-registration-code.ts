import "server-only";
import { limitAttempts } from "@/lib/access/rate-limit";
import { storeClusterToken } from "@/lib/db/cluster-credentials";
import { insertCluster } from "@/lib/db/clusters";
import { inTransaction } from "@/lib/db/database";
import {
  claimRegistrationCode,
  findRegistrationCode,
  noteRegisteredCluster,
  type RegistrationCodeRecord,
} from "@/lib/db/registration-codes";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { assertUsableCa } from "./check-tls";
import { hashCode, scriptOf } from "./registration-links";
import {
  type RedeemOutcome,
  type RegistrationRedeem,
  registrationCodeSchema,
  registrationRedeemSchema,
} from "./registration-schema";
import { clusterTlsSchema } from "./schema";
import { tokenExpiry } from "./token-expiry";

/** For everybody together: nobody signs in here, and a code has 128 bits. */
const LIMIT = { max: 60, windowMs: 60_000 };

/**
 * Registers the cluster that a code was issued for, with the credential that its side posted: whole or not at all.
 * Whatever is wrong comes back as one word, and only a registration uses the code up.
 */
export async function redeemRegistrationCode(body: unknown): Promise<RedeemOutcome> {
  await limitAttempts("registration-code", LIMIT);
  const posted = registrationRedeemSchema.safeParse(body);
  if (!posted.success) return "invalid";
  const found = await usableCode(posted.data.code);
  return typeof found === "string" ? found : registerPosted(found, posted.data);
}

/** The script for a code, or the word that says why there is none. */
export async function getRegistrationScript(code: string): Promise<{ script: string } | Exclude<RedeemOutcome, "ok">> {
  await limitAttempts("registration-code", LIMIT);
  if (!registrationCodeSchema.safeParse(code).success) return "invalid";
  const found = await usableCode(code);
  return typeof found === "string" ? found : { script: scriptOf(found.choice, code) };
}

async function usableCode(code: string): Promise<RegistrationCodeRecord | "invalid" | "used" | "expired"> {
  const record = await findRegistrationCode({ codeHash: hashCode(code) });
  if (record === null) return "invalid";
  if (record.usedAt !== null) return "used";
  return record.expiresAt.getTime() <= Date.now() ? "expired" : record;
}

async function registerPosted(
  { id, choice, author }: RegistrationCodeRecord,
  posted: RegistrationRedeem,
): Promise<RedeemOutcome> {
  const caPem = Buffer.from(posted.caData, "base64").toString("utf8");
  const tls = clusterTlsSchema.safeParse({ kind: "ca", caPem });
  if (!tls.success) return "invalid";
  const { name, labels, jobs } = choice;
  // A URL that the user gave is not replaced by what was posted.
  const fields = { name, labels, jobs, tls: tls.data, tlsServerName: null, apiServer: choice.apiServer ?? posted.apiServer };
  try {
    assertUsableCa(fields.tls);
    await inTransaction(async () => {
      if (!(await claimRegistrationCode(id))) throw new AppError("conflict", { message: "registration code used" });
      const record = await insertCluster(fields);
      await storeClusterToken(record, posted.token, tokenExpiry(posted.token));
      await noteRegisteredCluster(id, record.id);
    });
  } catch (error) {
    return refusalWord(error);
  }
  log.info({ actor: author, cluster: name, registration: id }, "cluster registered by its own side");
  return "ok";
}

function refusalWord(error: unknown): RedeemOutcome {
  if (!(error instanceof AppError)) throw error;
  if (error.code === "invalid_input") return "invalid";
  if (error.code !== "conflict") throw error;
  return error.problems.some(({ code }) => code === "cluster/name-taken") ? "name-taken" : "used";
}
