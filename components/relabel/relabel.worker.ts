import type { LabRequest, LabResult, LabSource } from "@/lib/relabel-lab/lab-request";
import { createLabSession } from "@/lib/relabel-lab/lab-session";
import { SAMPLES } from "@/lib/relabel-lab/samples";
import { readTargetStore, storeOf, TARGETS_BYTES_MAX, type TargetStore, tooLargeStore } from "@/lib/relabel-lab/target-store";

/** Work between two looks at the mail: short enough that a newer draft hardly waits. */
const SLICE_MS = 12;

const session = createLabSession();
let loaded: { readonly key: string; readonly store: TargetStore } | null = null;
let isCancelled = false;

// Off the main thread, so that no expression and no list of targets can freeze the page.
self.onmessage = ({ data }: MessageEvent<LabRequest | "cancel">) => {
  if (data === "cancel") isCancelled = true;
  else void answer(data);
};

// The bundler loads this module after the worker has begun: what is sent before now is lost.
self.postMessage("ready");

async function answer({ wants, rules, source, view }: LabRequest): Promise<void> {
  isCancelled = false;
  const store = await load(source);
  const work = wants === "answer" ? session.answer(rules, store, view) : session.findings(rules, store);
  const result = await finish(work);
  self.postMessage(result === null ? "cancelled" : { result });
}

async function finish(work: Generator<void, LabResult>): Promise<LabResult | null> {
  let sliceEnd = performance.now() + SLICE_MS;
  for (let step = work.next(); ; step = work.next()) {
    if (step.done) return step.value;
    if (performance.now() < sliceEnd) continue;
    await nextMail();
    if (isCancelled) return null;
    sliceEnd = performance.now() + SLICE_MS;
  }
}

const channel = new MessageChannel();

/** Lets messages in; a timer would wait longer than the slice. */
function nextMail(): Promise<void> {
  return new Promise((resolve) => {
    channel.port1.onmessage = () => resolve();
    channel.port2.postMessage(null);
  });
}

/** Targets stay here: a keystroke brings rules only. */
async function load(source: LabSource): Promise<TargetStore> {
  const key =
    source.kind === "text" ? `text ${source.text}` : `${source.kind} ${source.kind === "blob" ? source.id : source.role}`;
  if (loaded?.key !== key) loaded = { key, store: await read(source) };
  return loaded.store;
}

async function read(source: LabSource): Promise<TargetStore> {
  switch (source.kind) {
    case "text":
      return readTargetStore(source.text);
    case "blob":
      return source.blob.size > TARGETS_BYTES_MAX ? tooLargeStore(source.blob.size) : readTargetStore(await source.blob.text());
    case "samples": {
      const targets = SAMPLES.filter(({ role }) => source.role === "all" || source.role === role).map(({ labels }) => labels);
      return storeOf({ targets, problems: [], unreadCount: 0 });
    }
  }
}
