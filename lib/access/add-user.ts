import "server-only";
import { isUniqueViolation } from "@/lib/db/database";
import { insertUser, listUserRows } from "@/lib/db/users";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { problem } from "@/lib/result";
import type { Actor } from "./actor";
import { hashPassword } from "./password-hash";
import { limitAttempts } from "./rate-limit";
import type { User, UserInput } from "./schema";

/** Everybody who may sign in, by name. */
export async function listUsers(): Promise<User[]> {
  return await listUserRows();
}

/** Adds another administrator, with a first password that whoever adds them hands over. */
export async function addUser({ name, email, password }: UserInput, actor: Pick<Actor, "id">): Promise<User> {
  await limitAttempts(`add-user ${actor.id}`, { max: 20, windowMs: 60_000 });
  try {
    const user = await insertUser({ name, email, hash: await hashPassword(password) });
    log.info({ actor: actor.id, user: user.id }, "user added");
    return user;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("conflict", { problems: [problem("request/email-taken", { path: ["email"] })] });
  }
}
