import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { bundleTypeScript } from "@/e2e/support/bundle.mjs";
import { startProgram, waitUntilReady } from "@/e2e/support/child-program";
import { PROJECT_ROOT } from "@/e2e/support/parts.mjs";

/** What issue 4 promises: 1,000 clusters, a tenth of them black holes, looked at within a minute. */
const CLUSTERS = 1000;
const BLACK_HOLES = 100;
const SWEEP_MS_MAX = 60_000;

type Report = {
  readonly sweepMs: readonly number[];
  readonly outcomes: Readonly<Record<string, number>>;
};

/**
 * Sweeps as many API servers as a large fleet has, each on a port of its own with real TLS, twice.
 *
 * @returns whether each sweep stays below the limit and finds exactly what is there
 */
export async function bench(): Promise<boolean> {
  console.log(`health-sweep: ${CLUSTERS} clusters, ${BLACK_HOLES} black holes; ${availableParallelism()} processors`);
  const folder = mkdtempSync(join(tmpdir(), "promfleet-bench-"));
  let said = "";
  const args = [await bundleTypeScript(fileOf("health-sweep-servers.ts")), String(CLUSTERS), String(BLACK_HOLES)];
  const servers = startProgram(process.execPath, args, { onOutput: (text) => (said += text) });
  try {
    await waitUntilReady("the API servers", servers, async () => said.includes("\n"), 60_000);
    const file = join(folder, "servers.json");
    writeFileSync(file, said);
    const runner = await bundleTypeScript(fileOf("health-sweep-runner.ts"));
    // The condition makes `server-only` an empty module: this is no browser.
    const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=react-server", runner, file]);
    return judge(JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Report);
  } finally {
    await servers.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** This file is itself bundled elsewhere: its own place says nothing. */
function fileOf(name: string): string {
  return pathToFileURL(join(PROJECT_ROOT, "e2e/bench", name)).href;
}

function judge(report: Report): boolean {
  const { sweepMs, outcomes } = report;
  const isRight = outcomes.ok === CLUSTERS - BLACK_HOLES && outcomes.timeout === BLACK_HOLES;
  const isWithin = isRight && sweepMs.every((ms) => ms <= SWEEP_MS_MAX);
  const load = (loadavg()[0] ?? 0).toFixed(1);
  console.log(`health-sweep: ${isWithin ? "within" : "BEYOND"} the limits, load average ${load}: ${JSON.stringify(report)}`);
  return isWithin;
}
