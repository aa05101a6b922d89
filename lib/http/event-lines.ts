import "server-only";

/**
 * Answers with one JSON object per line, each as soon as it is told. The work gets a signal that is aborted when the client
 * has gone; it must not throw, for the status has been sent by then.
 */
export function eventLines<E>(
  run: (tell: (event: E) => void, signal: AbortSignal) => Promise<void>,
  clientSignal: AbortSignal,
): Response {
  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, clientSignal]);
  const encoder = new TextEncoder();
  const lines = new ReadableStream<Uint8Array>({
    start(controller) {
      const tell = (event: E) => {
        if (!signal.aborted) controller.enqueue(encoder.encode(`${JSON.stringify(event)}\n`));
      };
      run(tell, signal).then(
        () => {
          if (!signal.aborted) controller.close();
        },
        (error: unknown) => controller.error(error),
      );
    },
    cancel: () => gone.abort(),
  });
  // Proxies that gather an answer would make it come all at once.
  const headers = { "content-type": "application/x-ndjson; charset=utf-8", "x-accel-buffering": "no" };
  return new Response(lines, { headers });
}
