import "server-only";
import type { Actor } from "@/lib/access/actor";
import { limitAttempts } from "@/lib/access/rate-limit";
import { getClusterRecord } from "@/lib/db/clusters";
import { log } from "@/lib/log";
import { NEWEST_KNOWN_VERSION } from "@/lib/prometheus/versions";
import { discoverInto, type PartTaker } from "./discover-into";
import type { DiscoveredTargetsQuery, DiscoveryLine } from "./schema";

/** Every one of them reads a whole cluster. */
const LIMIT = { max: 20, windowMs: 60_000 };

/**
 * Discovers one role of a cluster as a stream of lines (NDJSON): label sets as they are found, lines of DISCOVERY_LINES between
 * them, and a last line that says what it came to. Ends with the client.
 */
export async function streamDiscoveredTargets(
  clusterId: string,
  { role, attachNode, version }: DiscoveredTargetsQuery,
  { actor, signal }: { actor: Actor; signal: AbortSignal },
): Promise<ReadableStream<Uint8Array>> {
  await limitAttempts(`discover-cluster:${actor.id}`, LIMIT);
  const cluster = await getClusterRecord(clusterId);
  const left = new AbortController();
  const whoLeft = AbortSignal.any([left.signal, signal]);
  const encoder = new TextEncoder();
  let wake = () => {};

  return new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => {
        whoLeft.throwIfAborted();
        controller.enqueue(encoder.encode(text));
      };
      const say = (line: DiscoveryLine) => send(`${JSON.stringify(line)}\n`);
      const room = async () => {
        while ((controller.desiredSize ?? 0) <= 0 && !whoLeft.aborted) await new Promise<void>((resolve) => (wake = resolve));
      };
      const taker: PartTaker = {
        take: (_targets, lines) => {
          send(lines);
          return room();
        },
        restart: () => say({ restart: true }),
      };
      whoLeft.addEventListener("abort", () => wake());
      discoverInto(cluster, [{ request: { role, attachNode }, taker }], {
        version: version ?? NEWEST_KNOWN_VERSION,
        signal: whoLeft,
        onProgress: (progress) => say({ progress }),
      })
        .then(([end]) => {
          if (end !== undefined) {
            const { takenAt, isLive, problems, targetCount } = end;
            say({ end: { takenAt: takenAt.toISOString(), isLive, problems: [...problems], targetCount } });
          }
          controller.close();
        })
        .catch((error: unknown) => {
          if (whoLeft.aborted) return;
          log.error({ err: error, clusterId }, "discovery failed");
          controller.error(new Error("discovery failed"));
        });
    },
    pull: () => wake(),
    cancel: () => left.abort(),
  });
}
