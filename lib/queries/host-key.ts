import { useMutation } from "@tanstack/react-query";
import { requestJson } from "@/lib/http/client";
import { type HostKeyQuery, hostKeySchema } from "@/lib/ssh/schema";

/** Asks a host for its key; nothing is saved. */
export function useReadHostKey() {
  return useMutation({
    mutationFn: (body: HostKeyQuery) => requestJson("/api/v1/servers/host-key", hostKeySchema, { method: "POST", body }),
  });
}
