import { z } from "zod";

export const PASSWORD_CHARACTERS_MIN = 12;
export const PASSWORD_CHARACTERS_MAX = 128;

/** Long enough, else free: passphrases are welcome, there are no rules of composition. */
export const passwordSchema = z
  .string()
  .min(PASSWORD_CHARACTERS_MIN, { error: "request/password-short" })
  .max(PASSWORD_CHARACTERS_MAX, { error: "request/password-long" });

export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, { error: "request/email" })
  .pipe(z.email({ error: "request/email" }));

/** What makes the first administrator. */
export const setupInputSchema = z.strictObject({
  /** Printed to the log at start: proves that the visitor runs this installation. */
  token: z.string().trim().min(1, { error: "request/setup-token" }).max(200, { error: "request/setup-token" }),
  name: z.string().trim().min(1, { error: "request/name" }).max(100, { error: "request/name" }),
  email: emailSchema,
  password: passwordSchema,
});
export type SetupInput = z.infer<typeof setupInputSchema>;

export const setupStateSchema = z.strictObject({ needed: z.boolean() });
export type SetupState = z.infer<typeof setupStateSchema>;

/** Body of POST /api/auth/sign-in/email. */
export const signInInputSchema = z.strictObject({
  email: emailSchema,
  password: z.string().min(1, { error: "request/required" }).max(PASSWORD_CHARACTERS_MAX, { error: "request/password-long" }),
});
export type SignInInput = z.infer<typeof signInInputSchema>;

/** Body of POST /api/auth/change-password; all other sessions of the user end. */
export const passwordChangeSchema = z.strictObject({
  currentPassword: z.string().min(1, { error: "request/required" }).max(PASSWORD_CHARACTERS_MAX),
  newPassword: passwordSchema,
  /** Not a choice; clients of better-auth's own interface send it. */
  revokeOtherSessions: z.literal(true).optional(),
});
export type PasswordChange = z.infer<typeof passwordChangeSchema>;

/** Who is signed in. */
export const sessionSchema = z.strictObject({
  user: z.strictObject({ id: z.string(), name: z.string(), email: z.string(), role: z.string() }),
  /** The session ends then at the latest; earlier when it is not used. */
  expiresAt: z.iso.datetime(),
});
export type Session = z.infer<typeof sessionSchema>;

/** POST /api/v1/users: another administrator. */
export const userInputSchema = setupInputSchema.omit({ token: true });
export type UserInput = z.infer<typeof userInputSchema>;

export const userSchema = z.strictObject({ id: z.string(), name: z.string(), email: z.string(), createdAt: z.iso.datetime() });
export type User = z.infer<typeof userSchema>;
