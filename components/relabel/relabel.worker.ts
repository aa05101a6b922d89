import type { Dump } from "@/lib/kubernetes-dump/read-dump";
import {
  formatPrometheusVersion,
  NEWEST_KNOWN_VERSION,
  type PrometheusVersion,
  parsePrometheusVersion,
} from "@/lib/prometheus/versions";
import { DUMP_BYTES_MAX, isDump, readDump, storeOfDump } from "@/lib/relabel-lab/dump-store";
import type { LabRequest, LabResult, LabSource } from "@/lib/relabel-lab/lab-request";
import { createLabSession } from "@/lib/relabel-lab/lab-session";
import { SAMPLES } from "@/lib/relabel-lab/samples";
import { readTargetStore, storeOf, TARGETS_BYTES_MAX, type TargetStore, tooLargeStore } from "@/lib/relabel-lab/target-store";

/** Work between two looks at the mail: short enough that a newer draft hardly waits. */
const SLICE_MS = 12;

const session = createLabSession();
/** `version` is of the Prometheus that discovered the targets; empty where they came as they are. */
let loaded: { readonly key: string; readonly store: TargetStore; readonly version: string } | null = null;
let dumped: { readonly fileId: string; readonly dump: Dump } | null = null;
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
  const store = await load(source, parsePrometheusVersion(rules.prometheusVersion) ?? NEWEST_KNOWN_VERSION);
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
async function load(source: LabSource, version: PrometheusVersion): Promise<TargetStore> {
  const key =
    source.kind === "text" ? `text ${source.text}` : `${source.kind} ${source.kind === "blob" ? source.id : source.role}`;
  const asked = loaded?.store.dump === undefined ? "" : formatPrometheusVersion(version);
  if (loaded?.key !== key || loaded.version !== asked) {
    const store = await read(source, version);
    loaded = { key, store, version: store.dump === undefined ? "" : formatPrometheusVersion(version) };
  }
  return loaded.store;
}

async function read(source: LabSource, version: PrometheusVersion): Promise<TargetStore> {
  switch (source.kind) {
    case "text":
      return readTargetStore(source.text);
    case "blob":
      return await readBlob(source, version);
    case "samples": {
      const targets = SAMPLES.filter(({ role }) => source.role === "all" || source.role === role).map(({ labels }) => labels);
      return storeOf({ targets, problems: [], unreadCount: 0 });
    }
  }
}

/** Objects of a dump stay, too: another role is made of them without reading the file again. */
async function readBlob({ blob, wish }: Extract<LabSource, { kind: "blob" }>, version: PrometheusVersion): Promise<TargetStore> {
  if (wish !== undefined && (dumped?.fileId === wish.fileId || (await isDump(blob)))) {
    if (blob.size > DUMP_BYTES_MAX) return tooLargeStore(blob.size, DUMP_BYTES_MAX);
    if (dumped?.fileId !== wish.fileId) dumped = { fileId: wish.fileId, dump: await readDump(blob) };
    return storeOfDump(dumped.dump, wish, version);
  }
  dumped = null;
  return blob.size > TARGETS_BYTES_MAX ? tooLargeStore(blob.size) : readTargetStore(await blob.text());
}
