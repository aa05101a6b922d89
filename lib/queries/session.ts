import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import type { PasswordChange, SetupInput, SignInInput } from "@/lib/access/schema";
import { RequestError, requestJson } from "@/lib/http/client";
import { type Problem, problem } from "@/lib/result";

// better-auth answers with more than the pages need, and its own shapes may grow.
const anything = z.unknown();

/** Signs in, and forgets whatever an earlier user of this browser had loaded. */
export function useSignIn() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: SignInInput) =>
      requestJson("/api/auth/sign-in/email", anything, { method: "POST", body }).catch(
        rethrowAs([400, 401], problem("request/wrong-credentials")),
      ),
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

/** Changes the password and ends every other session of the same user. */
export function useChangePassword() {
  return useMutation({
    mutationFn: (input: PasswordChange) =>
      requestJson("/api/auth/change-password", anything, { method: "POST", body: { ...input, revokeOtherSessions: true } }).catch(
        rethrowAs([400, 401], problem("request/wrong-password", { path: ["currentPassword"] })),
      ),
  });
}

/** Creates the first administrator; works once. */
export function useSetup() {
  return useMutation({ mutationFn: (body: SetupInput) => requestJson("/api/v1/setup", anything, { method: "POST", body }) });
}

// The library behind /api/auth says why in its own words; the status is what its interface promises.
function rethrowAs(statuses: readonly number[], meaning: Problem) {
  return (error: unknown): never => {
    if (!(error instanceof RequestError) || error.problems.length > 0 || !statuses.includes(error.status)) throw error;
    throw new RequestError({ code: error.code, status: error.status, requestId: error.requestId, problems: [meaning] });
  };
}
