import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { startApiServer } from "@/e2e/support/api-server/start-api-server";
import { bundleTypeScript } from "@/e2e/support/bundle.mjs";
import { PROJECT_ROOT } from "@/e2e/support/parts.mjs";
import type { DeployReport } from "./deploy-runner";

/** What issue 5 promises for 100 clusters x 8 jobs on a local Prometheus, without waiting for targets. */
const P50_MS_MAX = 2_000;
const P95_MS_MAX = 5_000;

/**
 * Deploys a fleet of one API server under many names to a real Prometheus: for the first time, and again and again.
 *
 * @returns whether a deployment shows what it has written as quickly as promised
 */
export async function bench(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "promfleet-bench-"));
  const apiServer = await startApiServer({ cluster: "alpha", healthyOnly: true });
  try {
    const file = join(folder, "api-server.json");
    writeFileSync(file, JSON.stringify({ url: apiServer.url, caPem: apiServer.caPem, token: apiServer.token() }));
    const runner = await bundleTypeScript(pathToFileURL(join(PROJECT_ROOT, "e2e/bench/deploy-runner.ts")).href);
    // The condition makes `server-only` an empty module: this is no browser.
    const args = ["--conditions=react-server", runner, file];
    const running = promisify(execFile)(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
    running.child.stderr?.pipe(process.stderr);
    const { stdout } = await running;
    return judge(JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as DeployReport);
  } finally {
    await apiServer.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function judge({ clusters, jobs, configBytes, first, repeated, lagMaxMs }: DeployReport): boolean {
  const load = (loadavg()[0] ?? 0).toFixed(1);
  console.log(
    `deploy: ${clusters} clusters, ${jobs} jobs, ${(configBytes / 1e6).toFixed(1)} MB; ${availableParallelism()} processors, load average ${load}`,
  );
  for (const [name, runs] of Object.entries({ first, repeated })) {
    const line = (label: string, pick: (run: (typeof runs)[number]) => number) => {
      const sorted = runs.map(pick).sort((a, b) => a - b);
      return `${label} p50 ${percentile(sorted, 0.5)} p95 ${percentile(sorted, 0.95)}`;
    };
    console.log(
      `deploy: ${name} (${runs.length}), ms: ${[
        line("live", ({ liveMs }) => liveMs),
        line("shown", ({ shownMs }) => shownMs),
        line("Prometheus's reload", ({ reloadMs }) => reloadMs),
        line("answer to the request", ({ answerMs }) => answerMs),
      ].join("; ")}`,
    );
    console.log(`deploy: steps of the last: ${JSON.stringify(runs.at(-1)?.steps)}`);
  }
  const shown = [...first, ...repeated].map(({ shownMs }) => shownMs).sort((a, b) => a - b);
  const isWithin = percentile(shown, 0.5) <= P50_MS_MAX && percentile(shown, 0.95) <= P95_MS_MAX;
  console.log(`deploy: ${isWithin ? "within" : "BEYOND"} the limits; event loop blocked at most ${lagMaxMs} ms`);
  return isWithin;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
