import { z } from "zod";
import { passwordChangeSchema, setupInputSchema } from "@/lib/access/schema";

const again = { passwordAgain: z.string() };
const DIFFERS = { path: ["passwordAgain"], error: "request/password-differs" };

/** The forms ask for a new password twice; the API takes it once. */
export const setupFormSchema = z
  .strictObject({ ...setupInputSchema.shape, ...again })
  .refine(({ password, passwordAgain }) => password === passwordAgain, DIFFERS)
  .transform(({ passwordAgain: _again, ...input }) => input);

export const passwordFormSchema = z
  .strictObject({ ...passwordChangeSchema.shape, ...again })
  .refine(({ newPassword, passwordAgain }) => newPassword === passwordAgain, DIFFERS)
  .transform(({ passwordAgain: _again, ...input }) => input);
