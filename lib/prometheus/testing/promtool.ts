// The real promtool as oracle of the differential test. Thousands of files fit one call: a start costs more than a check.
import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPrometheusBin, PARTS_DIR, readVersion } from "@/e2e/support/parts.mjs";
import { type PrometheusVersion, parsePrometheusVersion } from "@/lib/prometheus/versions";

export type Promtool = { readonly program: string; readonly version: PrometheusVersion; readonly versionText: string };

/** What promtool says of one config: null when it takes it, else its sentence. */
export type Verdict = string | null;

const FILES_PER_CALL = 1_500;

/** Every promtool that can be had: 3.5 and 2.53 of the test parts, and Debian 12's 2.42, which is optional. */
export function findPromtools(): Promtool[] {
  const folders = [process.env.PROMETHEUS_2_42_DIR, join(PARTS_DIR, "prometheus-2.42/usr/bin"), "/usr/bin"];
  const old = folders.map((folder) => join(folder ?? "/nowhere", "promtool")).find((program) => isVersion(program, 2, 42));
  const bins = [findPrometheusBin("3.5"), findPrometheusBin("2.53")].flatMap((bin) =>
    bin === null ? [] : [join(bin, "promtool")],
  );
  return [...bins, ...(old === undefined ? [] : [old])].flatMap((program) => {
    const versionText = readVersion(program);
    const version = versionText === null ? null : parsePrometheusVersion(versionText);
    return version === null || versionText === null ? [] : [{ program, version, versionText }];
  });
}

function isVersion(program: string, major: number, minor: number): boolean {
  const version = existsSync(program) ? parsePrometheusVersion(readVersion(program) ?? "") : null;
  return version !== null && version.major === major && version.minor === minor;
}

/** Runs `promtool check config` over texts; with `syntaxOnly` it opens no file that they mention. */
export function checkConfigs({ program }: Promtool, texts: readonly string[], syntaxOnly = false): Verdict[] {
  const folder = mkdtempSync(join(tmpdir(), "promfleet-differential-"));
  try {
    const verdicts: Verdict[] = [];
    // A config at which promtool itself breaks down ends the call; the rest is asked again.
    while (verdicts.length < texts.length)
      verdicts.push(...checkSome(program, folder, texts.slice(verdicts.length, verdicts.length + FILES_PER_CALL), syntaxOnly));
    return verdicts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function checkSome(program: string, folder: string, texts: readonly string[], syntaxOnly: boolean): Verdict[] {
  const files = texts.map((text, i) => {
    const name = `${String(i).padStart(5, "0")}.yml`;
    writeFileSync(join(folder, name), text);
    return name;
  });
  const verdicts = splitOutput(runInto(program, folder, ["check", "config", ...(syntaxOnly ? ["--syntax-only"] : []), ...files]));
  if (verdicts.length === 0) throw new Error("promtool said nothing");
  return verdicts;
}

/** Both streams go into one file, so that a sentence stays behind the name of its config. */
function runInto(program: string, folder: string, parameters: readonly string[]): string {
  const path = join(folder, "output");
  const output = openSync(path, "w");
  const { error } = spawnSync(program, parameters, { cwd: folder, stdio: ["ignore", output, output], timeout: 300_000 });
  closeSync(output);
  if (error !== undefined) throw error;
  return readFileSync(path, "utf8");
}

function splitOutput(output: string): Verdict[] {
  return output
    .split(/^Checking \d{5}\.yml\n/m)
    .slice(1)
    .map((section) => {
      const said = /^ {2}FAILED: ([\s\S]*?)\n*$/.exec(section)?.[1]?.replace(/^parsing YAML file \S+: /, "");
      return said ?? (/^ *SUCCESS: /.test(section) ? null : (section.split("\n")[0] ?? ""));
    });
}

/** One target of `promtool check service-discovery`; labels are empty for a dropped one. */
export type FoundTarget = {
  readonly discoveredLabels: Readonly<Record<string, string>> | null;
  readonly labels: Readonly<Record<string, string>> | null;
  /** Go writes the error itself as `{}`: only that there is one can be seen. */
  readonly error?: unknown;
};

/** Runs `promtool check service-discovery` for a job, whose targets stand in the config. */
export function findTargets({ program }: Promtool, config: string, job: string): FoundTarget[] {
  const folder = mkdtempSync(join(tmpdir(), "promfleet-differential-"));
  try {
    writeFileSync(join(folder, "prometheus.yml"), config);
    const parameters = ["check", "service-discovery", "--timeout=200ms", "prometheus.yml", job];
    const output = execFileSync(program, parameters, { cwd: folder, encoding: "utf8", timeout: 60_000, maxBuffer: 2 ** 28 });
    return (JSON.parse(output) as FoundTarget[] | null) ?? [];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
