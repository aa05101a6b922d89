import type { LabDraft } from "@/lib/relabel-lab/lab-draft";
import { runLab } from "@/lib/relabel-lab/run-lab";

// Off the main thread, so that no expression and no list of labels can freeze the page.
self.onmessage = ({ data }: MessageEvent<LabDraft>) => self.postMessage({ result: runLab(data) });

// The bundler loads this module after the worker has begun: what is sent before now is lost.
self.postMessage("ready");
