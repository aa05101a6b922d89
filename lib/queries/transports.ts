import { useMutation } from "@tanstack/react-query";
import { transportCheckSchema } from "@/lib/deployments/transports/check-schema";
import { requestJson } from "@/lib/http/client";

/** Tries a saved way of delivery; nothing is written. */
export function useCheckTransport(serverId: string) {
  return useMutation({
    mutationFn: () => requestJson(`/api/v1/servers/${serverId}/transport-check`, transportCheckSchema, { method: "POST" }),
  });
}
