import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { requestJson } from "@/lib/http/client";

// better-auth answers with more than the pages need, and its own shapes may grow.
const anything = z.unknown();

function post<Body>(path: string, body: Body): Promise<unknown> {
  return requestJson(path, anything, { method: "POST", body: JSON.stringify(body) });
}

export type SignIn = { email: string; password: string };
export type PasswordChange = { currentPassword: string; newPassword: string };
export type Setup = { token: string; name: string; email: string; password: string };

/** Signs in, and forgets whatever an earlier user of this browser had loaded. */
export function useSignIn() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (input: SignIn) => post("/api/auth/sign-in/email", input),
    onSuccess: () => queryClient.clear(),
  });
}

export function useSignOut() {
  const queryClient = useQueryClient();
  return useMutation({ mutationFn: () => post("/api/auth/sign-out", {}), onSuccess: () => queryClient.clear() });
}

/** Changes the password and ends every other session of the same user. */
export function useChangePassword() {
  return useMutation({
    mutationFn: (input: PasswordChange) => post("/api/auth/change-password", { ...input, revokeOtherSessions: true }),
  });
}

/** Creates the first administrator; works once. */
export function useSetup() {
  return useMutation({ mutationFn: (input: Setup) => post("/api/v1/setup", input) });
}
