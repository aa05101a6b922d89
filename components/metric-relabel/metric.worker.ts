import { decodeExposition } from "@/lib/exposition/decode-exposition";
import type { MetricLabRequest, ScrapeSource } from "@/lib/relabel-lab/metric-lab-request";
import { createMetricLabSession } from "@/lib/relabel-lab/metric-lab-session";

const session = createMetricLabSession();
let loaded: { readonly id: string; readonly text: string } | null = null;

// Off the main thread, so that no expression and no scrape can freeze the page.
self.onmessage = ({ data }: MessageEvent<MetricLabRequest>) => void answer(data);

// The bundler loads this module after the worker has begun: what is sent before now is lost.
self.postMessage("ready");

async function answer({ settings, source, view }: MetricLabRequest): Promise<void> {
  const scrape = await load(source);
  self.postMessage({ result: session.answer(settings, scrape, view) });
}

/** A file is read once: a keystroke brings rules only. */
async function load(source: ScrapeSource): Promise<{ readonly id: string; readonly text: string }> {
  if (source.kind === "text") return { id: source.text, text: source.text };
  if (loaded?.id !== source.id) loaded = { id: source.id, text: decodeExposition(await readBytes(source.blob)) };
  return loaded;
}

/** Saved scrapes are often compressed. */
async function readBytes(blob: Blob): Promise<Uint8Array> {
  const start = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  const plain = isGzip ? new Response(blob.stream().pipeThrough(new DecompressionStream("gzip"))) : blob;
  return new Uint8Array(await plain.arrayBuffer());
}
