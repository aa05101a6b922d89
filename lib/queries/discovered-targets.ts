import { queryOptions, useMutation } from "@tanstack/react-query";
import { requestBlob, requestJson } from "@/lib/http/client";
import { scrapeJobSchema, scrapePoolsSchema } from "@/lib/servers/schema";

/** The jobs that a server runs now. */
export const scrapePoolsQuery = (serverId: string) =>
  queryOptions({
    queryKey: ["servers", serverId, "scrape-pools"],
    queryFn: ({ signal }) => requestJson(`/api/v1/servers/${serverId}/scrape-pools`, scrapePoolsSchema, { signal }),
    retry: false,
  });

type PoolOfServer = { readonly serverId: string; readonly scrapePool: string };

/** Labels of one job's targets before its rules; unread, for a worker to read: there may be megabytes of them. */
export function useDiscoveredTargets() {
  return useMutation({
    mutationFn: ({ serverId, scrapePool }: PoolOfServer) =>
      requestBlob(`/api/v1/servers/${serverId}/discovered-targets?scrapePool=${encodeURIComponent(scrapePool)}`),
  });
}

/** The rules of one job and what it gives to its targets, as the server runs it. */
export function useScrapeJob() {
  return useMutation({
    mutationFn: ({ serverId, scrapePool }: PoolOfServer) =>
      requestJson(`/api/v1/servers/${serverId}/scrape-job?scrapePool=${encodeURIComponent(scrapePool)}`, scrapeJobSchema),
  });
}
