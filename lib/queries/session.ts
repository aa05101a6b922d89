import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import type { PasswordChange, SetupInput, SignInInput } from "@/lib/access/schema";
import { requestJson } from "@/lib/http/client";

// better-auth answers with more than the pages need, and its own shapes may grow.
const anything = z.unknown();

/** Signs in, and forgets whatever an earlier user of this browser had loaded. */
export function useSignIn() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: SignInInput) => requestJson("/api/auth/sign-in/email", anything, { method: "POST", body }),
    onSuccess: () => queryClient.clear(),
  });
}

export function useSignOut() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => requestJson("/api/auth/sign-out", anything, { method: "POST", body: {} }),
    onSuccess: () => queryClient.clear(),
  });
}

/** Changes the password; every other session of the same user ends. */
export function useChangePassword() {
  return useMutation({
    mutationFn: (body: PasswordChange) => requestJson("/api/auth/change-password", anything, { method: "POST", body }),
  });
}

/** Creates the first administrator; works once. */
export function useSetup() {
  return useMutation({ mutationFn: (body: SetupInput) => requestJson("/api/v1/setup", anything, { method: "POST", body }) });
}
