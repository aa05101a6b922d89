import { execFile } from "node:child_process";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { bundleTypeScript } from "@/e2e/support/bundle.mjs";
import { startProgram, waitUntilReady } from "@/e2e/support/child-program";
import { PROJECT_ROOT } from "@/e2e/support/parts.mjs";
import { SIZE } from "./big-cluster-objects";

/** What issue 4 promises of a cluster with 5,000 nodes and 150,000 pods. */
const LIMITS = { peakRssMib: 512, lagMaxMs: 100 } as const;

type Report = {
  readonly totalMs: number;
  readonly firstRowMs: Readonly<Record<string, number>>;
  readonly peakRssMib: number;
  readonly lagMaxMs: number;
  readonly parts: readonly { readonly request: string; readonly targetCount: number; readonly isLive: boolean }[];
};

/** The last one is what a whole fleet's jobs need of a cluster, in one go. */
const RUNS = [
  [{ role: "node", attachNode: false }],
  [{ role: "pod", attachNode: false }],
  [{ role: "endpointslice", attachNode: true }],
  [
    { role: "node", attachNode: false },
    { role: "service", attachNode: false },
    { role: "pod", attachNode: true },
    { role: "endpointslice", attachNode: true },
  ],
] as const;

/**
 * Discovers a generated cluster with the product's own code in a process of its own: lists, parses, discovers, compresses and
 * stores the snapshots.
 *
 * @returns whether memory and event loop stay within the limits in every run
 */
export async function bench(): Promise<boolean> {
  console.log(
    `big-cluster: ${SIZE.nodes} nodes, ${SIZE.pods} pods, ${SIZE.services} services; ${availableParallelism()} processors`,
  );
  const reader = await bundleTypeScript(fileOf("big-cluster-reader.ts"));
  let said = "";
  const server = startProgram(process.execPath, [await bundleTypeScript(fileOf("big-cluster-server.ts"))], {
    onOutput: (text) => (said += text),
  });
  let isWithin = true;
  try {
    await waitUntilReady("the generator", server, async () => said.includes("\n"), 30_000);
    const { url, caPem } = JSON.parse(said) as { url: string; caPem: string };
    for (const requests of RUNS) isWithin = judge(await read(reader, [url, caPem, JSON.stringify(requests)])) && isWithin;
    return isWithin;
  } finally {
    await server.stop();
  }
}

/** This file is itself bundled elsewhere: its own place says nothing. */
function fileOf(name: string): string {
  return pathToFileURL(join(PROJECT_ROOT, "e2e/bench", name)).href;
}

async function read(reader: string, args: readonly string[]): Promise<Report> {
  // The condition makes `server-only` an empty module: this is no browser.
  const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=react-server", reader, ...args]);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Report;
}

function judge(report: Report): boolean {
  const isLive = report.parts.every((part) => part.isLive && part.targetCount > 0);
  const isWithin = isLive && report.peakRssMib < LIMITS.peakRssMib && report.lagMaxMs < LIMITS.lagMaxMs;
  const load = (loadavg()[0] ?? 0).toFixed(1);
  console.log(`big-cluster: ${isWithin ? "within" : "BEYOND"} the limits, load average ${load}: ${JSON.stringify(report)}`);
  return isWithin;
}
