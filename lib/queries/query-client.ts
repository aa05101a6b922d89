import { defaultShouldDehydrateQuery, isServer, QueryClient } from "@tanstack/react-query";
import { readFailure } from "./read-failure";

let browserClient: QueryClient | undefined;

/** Fresh data is trusted this long before a focus or a mount asks again. */
const STALE_AFTER_MS = 15_000;
const RETRIES_MAX = 2;

/** Makes a client for one request; pages seed it under the keys that the browser reads. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: STALE_AFTER_MS, retry: (count, error) => count < RETRIES_MAX && isWorthRetrying(error) },
      dehydrate: { shouldDehydrateQuery: defaultShouldDehydrateQuery },
    },
  });
}

/** One client per browser, one per request on the server, so that no user sees another one's data. */
export function getQueryClient(): QueryClient {
  if (isServer) return makeQueryClient();
  browserClient ??= makeQueryClient();
  return browserClient;
}

// An answer below 500 is an answer: asking again gives the same one.
function isWorthRetrying(error: unknown): boolean {
  const { status } = readFailure(error);
  return status === null || status >= 500;
}
