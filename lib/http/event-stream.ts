import "server-only";

/** Proxies close what is silent for a minute. */
const HEARTBEAT_MS = 15_000;
/** When the connection breaks off the browser asks again after this. */
const RETRY_MS = 2_000;

/**
 * Answers with server-sent events: each value as one JSON event, and an event "end" when the source has ended.
 * The source gets a signal that is aborted when the client has gone.
 */
export function eventStream<E>(source: (signal: AbortSignal) => AsyncIterable<E>, clientSignal: AbortSignal): Response {
  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, clientSignal]);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => {
        if (!signal.aborted) controller.enqueue(encoder.encode(text));
      };
      send(`retry: ${RETRY_MS}\n\n`);
      const heartbeat = setInterval(() => send(": still here\n\n"), HEARTBEAT_MS);
      pump(source(signal), send)
        .then(() => send("event: end\ndata: {}\n\n"))
        .catch(() => undefined)
        .finally(() => {
          clearInterval(heartbeat);
          if (!signal.aborted) controller.close();
        });
    },
    cancel: () => gone.abort(),
  });
  const headers = { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" };
  return new Response(body, { headers });
}

async function pump<E>(source: AsyncIterable<E>, send: (text: string) => void): Promise<void> {
  for await (const event of source) send(`data: ${JSON.stringify(event)}\n\n`);
}
