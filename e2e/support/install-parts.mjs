// Makes a bare Debian machine ready for the tests. Quiet and quick when everything is there; a missing part is an error,
// never a skipped test.
//   - Chromium (and a font that has Chinese) and a PostgreSQL server: installed with apt
//   - Prometheus 3.5 and 2.53 with Kubernetes discovery: unpacked into .cache/parts, nothing of the machine changes
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  findChromium,
  findPostgresBin,
  findPrometheusBin,
  fitsLine,
  kubernetesDiscoveryRefusal,
  PARTS_DIR,
  PROMETHEUS_LINES,
  readVersion,
} from "./parts.mjs";

const APT_TIMEOUT_MS = 10 * 60_000;

function say(text) {
  console.log(`parts: ${text}`);
}

/** Runs a program, hides its output unless it fails. */
function run(program, args, options = {}) {
  const result = spawnSync(program, args, { encoding: "utf8", timeout: APT_TIMEOUT_MS, ...options });
  if (result.error) throw new Error(`${program} did not run: ${result.error.message}`);
  if (result.status !== 0) {
    const tail = `${result.stdout}\n${result.stderr}`.trim().split("\n").slice(-12).join("\n");
    throw new Error(`${program} ${args.join(" ")} ended with ${result.status}\n${tail}`);
  }
  return result.stdout;
}

function hasApt() {
  return existsSync("/usr/bin/apt-get");
}

// ---- packages of the machine ---------------------------------------------------------------------------------------

function hasChineseFont() {
  const result = spawnSync("fc-list", [":lang=zh-cn"], { encoding: "utf8" });
  return result.status === 0 && result.stdout.trim() !== "";
}

function wantedPackages() {
  const wanted = [];
  if (findChromium() === null) wanted.push("chromium");
  if (!hasChineseFont()) wanted.push("fonts-noto-cjk", "fontconfig");
  if (findPostgresBin() === null) wanted.push("postgresql");
  if (!existsSync("/usr/bin/openssl")) wanted.push("openssl");
  if (!existsSync("/usr/sbin/sshd") || !existsSync("/usr/bin/ssh-keygen")) wanted.push("openssh-server", "openssh-client");
  if (!existsSync("/usr/bin/git")) wanted.push("git");
  if (!existsSync("/usr/bin/strace")) wanted.push("strace");
  return wanted;
}

function installPackages(names) {
  if (!hasApt()) throw new Error(`missing: ${names.join(", ")}, and this machine has no apt-get to install them with`);
  say(`installing ${names.join(", ")}`);
  const prefix = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const apt = (...args) => {
    const [program, ...rest] = [...prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", ...args];
    return run(program, rest);
  };
  apt("update");
  // PostgreSQL and OpenSSH may start servers of their own, which the tests neither need nor touch.
  apt("install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", ...names);
}

function checkPackages() {
  const lacking = [];
  if (findChromium() === null) lacking.push("Chromium (point CHROMIUM_PATH at one)");
  if (findPostgresBin() === null)
    lacking.push("a PostgreSQL server (point POSTGRES_BIN_DIR at the folder of initdb and postgres)");
  if (lacking.length > 0) throw new Error(`missing: ${lacking.join("; ")}`);
}

// ---- Prometheus ----------------------------------------------------------------------------------------------------

/** The machine's own Debian archive, whichever mirror it is set to: the entry that carries its own release. */
function readDebianSource() {
  const codename = /^VERSION_CODENAME=(\S+)/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "";
  const parts = "/etc/apt/sources.list.d";
  const files = ["/etc/apt/sources.list", ...(existsSync(parts) ? readdirSync(parts).map((name) => join(parts, name)) : [])];
  for (const file of files.filter((name) => /\.(list|sources)$/.test(name) && existsSync(name))) {
    const text = readFileSync(file, "utf8");
    const source = file.endsWith(".sources") ? fromStanzas(text, codename) : fromLines(text, codename);
    if (source !== null) return source;
  }
  throw new Error(`no apt source of Debian ${codename || "(this is not Debian)"} found below /etc/apt`);
}

function fromStanzas(text, codename) {
  for (const stanza of text.replace(/^#.*\n/gm, "").split(/\n\s*\n/)) {
    const field = (name) => new RegExp(`^${name}:[ \\t]*(.+)$`, "mi").exec(stanza)?.[1]?.trim() ?? "";
    const isBinary = field("Types").split(/\s+/).includes("deb");
    if (isBinary && field("Suites").split(/\s+/).includes(codename) && /\bmain\b/.test(field("Components"))) {
      return { uri: field("URIs").split(/\s+/)[0], options: field("Signed-By") ? `[signed-by=${field("Signed-By")}]` : "" };
    }
  }
  return null;
}

function fromLines(text, codename) {
  for (const line of text.split("\n")) {
    const match = /^deb\s+(\[[^\]]*\])?\s*(\S+)\s+(\S+)\s+(.*)$/.exec(line.trim());
    if (match !== null && match[3] === codename && /\bmain\b/.test(match[4])) return { uri: match[2], options: match[1] ?? "" };
  }
  return null;
}

/** An apt of our own beside the machine's: same archive, other suites, its own lists and cache. */
function openPrivateApt(folder, suites) {
  const { uri, options } = readDebianSource();
  for (const name of ["lists/partial", "cache/archives/partial", "etc"]) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, "etc/sources.list"), suites.map((suite) => `deb ${options} ${uri} ${suite} main\n`).join(""));
  const config = {
    "Dir::Etc::SourceList": join(folder, "etc/sources.list"),
    "Dir::Etc::SourceParts": "-",
    "Dir::State::Lists": join(folder, "lists"),
    "Dir::Cache": join(folder, "cache"),
    "Acquire::Languages": "none",
    // The sandbox user cannot read a checkout below somebody's home folder.
    "APT::Sandbox::User": "root",
  };
  const lines = Object.entries(config).map(([name, value]) => `${name} "${value}";\n`);
  writeFileSync(
    join(folder, "apt.conf"),
    `#clear APT::Update::Post-Invoke;\n#clear APT::Update::Post-Invoke-Success;\n${lines.join("")}`,
  );
  const env = { ...process.env, APT_CONFIG: join(folder, "apt.conf"), LC_ALL: "C" };
  run("apt-get", ["-q", "update"], { env });
  return (args, cwd) => run("apt-get", ["-q", ...args], { env, cwd });
}

function unpackPrometheus(apt, folder, line) {
  const { suite } = PROMETHEUS_LINES[line];
  const staging = join(folder, `unpacked-${line}`);
  const packages = join(folder, `packages-${line}`);
  mkdirSync(packages, { recursive: true });
  apt(["download", `prometheus/${suite}`, `promtool/${suite}`], packages);
  for (const name of readdirSync(packages)) run("dpkg", ["-x", join(packages, name), staging]);
  const home = join(PARTS_DIR, `prometheus-${line}`);
  rmSync(home, { recursive: true, force: true });
  renameSync(staging, home);
}

function isReady(line) {
  const bin = findPrometheusBin(line);
  return bin !== null && fitsLine(line, readVersion(join(bin, "prometheus")));
}

function installPrometheus(lines) {
  for (const line of lines) {
    const { variable, wanted } = PROMETHEUS_LINES[line];
    if (process.env[variable]) throw new Error(`${variable} is set, but holds no prometheus and promtool ${wanted}`);
  }
  const byHand = lines
    .map((line) => `${PROMETHEUS_LINES[line].variable} (Prometheus ${PROMETHEUS_LINES[line].wanted})`)
    .join(" and ");
  say(`fetching Prometheus ${lines.join(" and ")}`);
  mkdirSync(PARTS_DIR, { recursive: true });
  const folder = mkdtempSync(join(PARTS_DIR, ".apt-"));
  try {
    const apt = openPrivateApt(folder, [...new Set(lines.map((line) => PROMETHEUS_LINES[line].suite))]);
    for (const line of lines) unpackPrometheus(apt, folder, line);
  } catch (error) {
    throw new Error(
      `could not fetch Prometheus: ${error.message}\nPoint ${byHand} at a folder that holds the programs prometheus and promtool.`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Debian 12's own 2.42 refuses kubernetes_sd_configs: a build without Kubernetes discovery proves nothing. */
function checkPrometheus(line) {
  const bin = findPrometheusBin(line);
  const { wanted, variable } = PROMETHEUS_LINES[line];
  const version = bin === null ? null : readVersion(join(bin, "prometheus"));
  if (bin === null || !fitsLine(line, version)) {
    throw new Error(`Prometheus ${wanted} is needed, found ${version ?? "none"}; point ${variable} at a folder that holds it`);
  }
  const refusal = kubernetesDiscoveryRefusal(bin);
  if (refusal !== null) throw new Error(`Prometheus ${version} in ${bin} is built without Kubernetes discovery: ${refusal}`);
  return version;
}

try {
  const wanted = wantedPackages();
  if (wanted.length > 0) installPackages(wanted);
  checkPackages();
  const lines = Object.keys(PROMETHEUS_LINES).sort();
  const absent = lines.filter((line) => !isReady(line));
  if (absent.length > 0) installPrometheus(absent);
  say(
    `ready: Prometheus ${lines.map(checkPrometheus).join(" and ")}, Chromium ${findChromium()}, PostgreSQL ${findPostgresBin()}`,
  );
} catch (error) {
  console.error(`parts: ${error.message}`);
  process.exitCode = 1;
}
