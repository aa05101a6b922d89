import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { type UserInput, userSchema } from "@/lib/access/schema";
import { requestJson } from "@/lib/http/client";

/** Everybody who may sign in. */
export const userListQuery = queryOptions({
  queryKey: ["users"],
  queryFn: ({ signal }) => requestJson("/api/v1/users", z.array(userSchema), { signal }),
});

/** Adds another administrator. */
export function useAddUser() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: UserInput) => requestJson("/api/v1/users", userSchema, { method: "POST", body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: userListQuery.queryKey }),
  });
}
