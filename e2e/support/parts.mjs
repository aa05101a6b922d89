// Where the programs are that the tests run beside Promfleet: found, never installed here.
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the checkout; found by its lock file, because this is also run from a bundled file elsewhere. */
export const PROJECT_ROOT = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(folder) {
  if (existsSync(join(folder, "package-lock.json"))) return folder;
  if (dirname(folder) === folder) throw new Error("the checkout of Promfleet was not found");
  return findRoot(dirname(folder));
}

/** Git-ignored folder of everything that is fetched for the tests. */
export const PARTS_DIR = join(PROJECT_ROOT, ".cache/parts");

/**
 * The two Prometheus lines that Promfleet is proven on.
 * Both come from Debian: its stable 2.42 is built without Kubernetes discovery, these two are built with it.
 */
export const PROMETHEUS_LINES = {
  3.5: { suite: "sid", variable: "PROMETHEUS_3_DIR", accepts: ([major, minor]) => major === 3 && minor >= 5, wanted: ">= 3.5" },
  2.53: {
    suite: "trixie",
    variable: "PROMETHEUS_2_DIR",
    accepts: ([major, minor]) => major === 2 && minor === 53,
    wanted: "2.53.x",
  },
};

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @returns {string | null} path of a Chromium, CHROMIUM_PATH first */
export function findChromium() {
  const candidates = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  return candidates.find((path) => path !== undefined && isProgram(path)) ?? null;
}

/** @returns {string | null} folder that holds initdb and postgres; the newest of Debian's, else the one on PATH */
export function findPostgresBin() {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [process.env.POSTGRES_BIN_DIR, ...versions.map((version) => join(debian, version, "bin"))];
  folders.push(...(process.env.PATH ?? "").split(":"));
  return folders.find((folder) => folder && isProgram(join(folder, "initdb")) && isProgram(join(folder, "postgres"))) ?? null;
}

/**
 * Folder that holds `prometheus` and `promtool` of one line.
 * @param {"3.5" | "2.53"} line
 * @returns {string | null} null when absent; whether the version fits is asked by `readPrometheus`
 */
export function findPrometheusBin(line) {
  const pointed = process.env[PROMETHEUS_LINES[line].variable];
  const folders = pointed ? [pointed, join(pointed, "usr/bin")] : [join(PARTS_DIR, `prometheus-${line}`, "usr/bin")];
  return folders.find((folder) => isProgram(join(folder, "prometheus")) && isProgram(join(folder, "promtool"))) ?? null;
}

/**
 * Asks a binary for its version.
 * @param {string} program path of prometheus or promtool
 * @returns {string | null} such as "3.5.3+ds1"; null when it does not run
 */
export function readVersion(program) {
  try {
    const output = execFileSync(program, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 20_000 });
    return /version (\S+)/.exec(output)?.[1] ?? null;
  } catch {
    return null;
  }
}

/**
 * Debian 12's own 2.42, for one, refuses kubernetes_sd_configs: such a build proves nothing here.
 * @param {string} bin folder of promtool
 * @returns {string | null} why it refuses, or null when it knows Kubernetes discovery
 */
export function kubernetesDiscoveryRefusal(bin) {
  const folder = mkdtempSync(join(tmpdir(), "promfleet-parts-"));
  try {
    const file = join(folder, "prometheus.yml");
    const discovery = "kubernetes_sd_configs: [{role: node, api_server: 'https://127.0.0.1:1'}]";
    writeFileSync(file, `scrape_configs:\n- job_name: probe\n  ${discovery}\n`);
    execFileSync(join(bin, "promtool"), ["check", "config", file], { stdio: "pipe", timeout: 30_000 });
    return null;
  } catch (error) {
    return String(error.stderr ?? error.message).trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns {string | null} folder of any Prometheus with Kubernetes discovery: ours first, then the one on PATH */
export function findAnyPrometheusBin() {
  const folders = [findPrometheusBin("3.5"), findPrometheusBin("2.53"), ...(process.env.PATH ?? "").split(":")];
  const isUsable = (folder) => isProgram(join(folder, "prometheus")) && isProgram(join(folder, "promtool"));
  return folders.find((folder) => folder && isUsable(folder) && kubernetesDiscoveryRefusal(folder) === null) ?? null;
}

/**
 * @param {"3.5" | "2.53"} line
 * @param {string | null} version
 */
export function fitsLine(line, version) {
  return version !== null && PROMETHEUS_LINES[line].accepts(version.split(/[^0-9]/).map(Number));
}
