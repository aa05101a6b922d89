import { viewSuite } from "@/lib/rule-tests/suite-view";
import type { SuiteDraft } from "./use-suite-run";

// Off the main thread, so that no expression and no number of tests can freeze the page.
self.onmessage = ({ data }: MessageEvent<SuiteDraft>) => self.postMessage({ result: viewSuite(data.text, data.rules) });

// The bundler loads this module after the worker has begun: what is sent before now is lost.
self.postMessage("ready");
