import "server-only";
import { insertFirstAdmin, isSetupNeeded } from "@/lib/db/users";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { problem } from "@/lib/result";
import { hashPassword } from "./password-hash";
import { limitAttempts } from "./rate-limit";
import type { SetupInput, SetupState } from "./schema";
import { isSetupToken, issueSetupToken, removeSetupToken } from "./setup-token";

/** Whether the first administrator is still to be made. */
export async function getSetupState(): Promise<SetupState> {
  return { needed: await isSetupNeeded() };
}

/** Makes the first administrator for whoever knows the setup token. Afterwards there is nothing here any more. */
export async function completeSetup({ token, name, email, password }: SetupInput): Promise<void> {
  if (!(await isSetupNeeded())) throw new AppError("not_found");
  await limitAttempts("setup", { max: 100, windowMs: 60_000 });
  if (!(await isSetupToken(token))) {
    // Somebody else may have set up meanwhile, which takes the token away.
    if (!(await isSetupNeeded())) throw new AppError("not_found");
    throw new AppError("forbidden", { problems: [problem("request/setup-token", { path: ["token"] })] });
  }
  const hash = await hashPassword(password);
  if (!(await insertFirstAdmin({ name, email, hash }))) throw new AppError("not_found");
  await removeSetupToken();
  log.info({ email }, "the first administrator has been set up");
}

/** At start, while there is no administrator: prints a new setup token. */
export async function announceSetup(): Promise<void> {
  if (!(await isSetupNeeded())) return;
  const token = await issueSetupToken();
  log.warn({ url: `${env().externalUrl}/setup` }, `no administrator yet: open /setup within 60 minutes, setup token ${token}`);
}
