import "server-only";
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { type BundleFile, MAIN_CONFIG_PATH } from "@/lib/bundles/bundle";
import { env } from "@/lib/env";
import { formatPrometheusVersion, type PrometheusVersion, parsePrometheusVersion } from "@/lib/prometheus/versions";

/** What promtool said of a configuration. */
export type PromtoolVerdict =
  | { readonly kind: "accepted"; readonly version: string }
  | { readonly kind: "refused"; readonly version: string; readonly message: string }
  /** Another release knows other fields: its word would be worth nothing. */
  | { readonly kind: "other_version"; readonly version: string }
  | { readonly kind: "absent" };

const RUN_MS_MAX = 60_000;
const OUTPUT_BYTES_MAX = 256 * 1024;

type Run = { readonly code: number | null; readonly output: string };

/**
 * Lets promtool check the syntax of a configuration, if it is installed and of the server's own release.
 * It gets no shell, no environment, fixed arguments and a private folder; the text goes by file, never by argument (T-65).
 * @param files of a bundle; secrets stay out, because only the syntax is checked and nobody looks for them
 */
export async function checkByPromtool(
  files: readonly Pick<BundleFile, "path" | "content" | "isSecret">[],
  server: PrometheusVersion,
): Promise<PromtoolVerdict> {
  const program = findPromtool();
  if (program === null) return { kind: "absent" };
  const folder = await mkdtemp(join(tmpdir(), "promfleet-check-"));
  try {
    const version = await versionOf(program, folder);
    if (version === null) return { kind: "absent" };
    const name = formatPrometheusVersion(version);
    if (version.major !== server.major || version.minor !== server.minor) return { kind: "other_version", version: name };
    for (const { path, content, isSecret } of files) {
      if (isSecret) continue;
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content, { mode: 0o600, flag: "wx" });
    }
    const { code, output } = await run(program, ["check", "config", "--syntax-only", MAIN_CONFIG_PATH], folder);
    return code === 0 ? { kind: "accepted", version: name } : { kind: "refused", version: name, message: messageOf(output) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function findPromtool(): string | null {
  const { promtool, searchPath } = env();
  if (promtool !== null) return promtool;
  const places = searchPath.split(delimiter).filter(isAbsolute);
  return places.map((place) => join(place, "promtool")).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function versionOf(program: string, folder: string): Promise<PrometheusVersion | null> {
  const { code, output } = await run(program, ["--version"], folder);
  const text = /version (\S+)/.exec(output)?.[1]?.replace(/,$/, "");
  return code !== 0 || text === undefined ? null : parsePrometheusVersion(text);
}

function run(program: string, args: readonly string[], folder: string): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      shell: false,
      // Next's declaration wants NODE_ENV in every environment; the child shall have none.
      env: {} as NodeJS.ProcessEnv,
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: RUN_MS_MAX,
    });
    let output = "";
    const take = (chunk: Buffer) => {
      output += chunk.toString("utf8");
      if (output.length > OUTPUT_BYTES_MAX) child.kill("SIGKILL");
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", () => resolve({ code: null, output: "" }));
    child.on("close", (code) => resolve({ code, output }));
  });
}

function messageOf(output: string): string {
  const lines = output.split("\n").filter((line) => !/^Checking /.test(line) && line.trim() !== "");
  return lines.map((line) => line.replace(/^\s*FAILED: /, "").trimEnd()).join("\n");
}
