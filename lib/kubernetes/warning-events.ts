import "server-only";
import { z } from "zod";
import { type ApiServerConnection, askApiServer } from "./api-client";

/** What there are sentences for; whatever else an event says is "other". */
const REASONS = [
  "BackOff",
  "Failed",
  "FailedCreate",
  "FailedMount",
  "FailedScheduling",
  "InvalidConfiguration",
  "Unhealthy",
  "other",
] as const;

const timeSchema = z.iso.datetime({ offset: true });

const eventSchema = z.object({
  metadata: z.object({ creationTimestamp: timeSchema }),
  reason: z.enum(REASONS).catch("other"),
  involvedObject: z.object({ kind: z.string(), name: z.string() }),
  lastTimestamp: timeSchema.nullish().catch(null),
  eventTime: timeSchema.nullish().catch(null),
  series: z.object({ lastObservedTime: timeSchema }).nullish().catch(null),
});
const eventListSchema = z.object({ items: z.array(z.unknown()) });

/** A warning that Kubernetes or a controller has noted at an object. */
export type WarningEvent = {
  readonly kind: string;
  readonly name: string;
  readonly reason: (typeof REASONS)[number];
  /** When it was seen last, in milliseconds since 1970. */
  readonly seenAt: number;
};

/** Events are some 1 KB each, and Kubernetes keeps them for an hour. */
const EVENTS_MAX = 1000;
const BYTES_MAX = 4 * 1024 * 1024;

/**
 * Warnings of a namespace, the newest first. They only explain, so an account that may not read them gets none.
 * @param isWanted which objects they are about
 */
export async function listWarningEvents(
  connection: ApiServerConnection,
  namespace: string,
  isWanted: (object: Pick<WarningEvent, "kind" | "name">) => boolean,
): Promise<readonly WarningEvent[]> {
  const query = new URLSearchParams({ fieldSelector: "type=Warning", limit: String(EVENTS_MAX) });
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/events?${query}`;
  const result = await askApiServer(connection, { path, responseBytesMax: BYTES_MAX });
  if (!result.ok || result.status !== 200) return [];
  return readItems(result.body)
    .flatMap((item) => eventSchema.safeParse(item).data ?? [])
    .map(toWarning)
    .filter(isWanted)
    .sort((a, b) => b.seenAt - a.seenAt);
}

function readItems(body: string): readonly unknown[] {
  try {
    return eventListSchema.parse(JSON.parse(body)).items;
  } catch {
    return [];
  }
}

function toWarning({ metadata, reason, involvedObject, ...times }: z.infer<typeof eventSchema>): WarningEvent {
  const seen = times.series?.lastObservedTime ?? times.lastTimestamp ?? times.eventTime ?? metadata.creationTimestamp;
  return { ...involvedObject, reason, seenAt: Date.parse(seen) };
}
