import { execFile } from "node:child_process";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { bundleTypeScript } from "@/e2e/support/bundle.mjs";
import { PROJECT_ROOT } from "@/e2e/support/parts.mjs";
import type { RenderReport } from "./render-runner";

/** For 1,000 clusters of 8 jobs. */
const RENDER_MS_MAX = 1_000;
const HOLD_MS_MAX = 250;

/**
 * Renders fleets of 10 to 1,000 clusters, checks them as a deployment does, and plans the renewal of one token.
 *
 * @returns whether the largest one renders in time and lets others have their turns
 */
export async function bench(): Promise<boolean> {
  const load = () => (loadavg()[0] ?? 0).toFixed(1);
  const before = load();
  const runner = await bundleTypeScript(pathToFileURL(join(PROJECT_ROOT, "e2e/bench/render-runner.ts")).href);
  // The condition makes `server-only` an empty module: this is no browser.
  const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=react-server", runner]);
  const reports = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as RenderReport[];
  console.log(`render: ${availableParallelism()} processors, load average ${before} before, ${load()} after`);
  for (const { clusters, jobs, mainBytes, bundleBytes, steps } of reports) {
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
    console.log(
      `render: ${clusters} clusters, ${jobs} jobs, ${megabytes(mainBytes)} MB, ${megabytes(bundleBytes)} MB with credentials`,
    );
    for (const [name, { ms, holdMs }] of Object.entries(steps)) {
      console.log(`render:   ${name} ${ms} ms, event loop held for at most ${holdMs} ms`);
    }
  }
  const { steps = {} } = reports.at(-1) ?? {};
  const holdMs = Math.max(...Object.values(steps).map((step) => step.holdMs));
  const isWithin = (steps.render?.ms ?? Number.POSITIVE_INFINITY) <= RENDER_MS_MAX && holdMs <= HOLD_MS_MAX;
  console.log(`render: ${isWithin ? "within" : "BEYOND"} the limits of ${RENDER_MS_MAX} ms and ${HOLD_MS_MAX} ms`);
  return isWithin;
}
