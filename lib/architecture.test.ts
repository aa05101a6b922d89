import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const CODE_FOLDERS = ["app", "components", "lib", "e2e"];
const LINES_MAX = 300;

/** Words that say nothing about what a file holds. */
const EMPTY_NAMES = new Set(["utils", "util", "helpers", "helper", "types", "common", "misc", "shared"]);

const files = CODE_FOLDERS.flatMap((folder) => listFiles(join(ROOT, folder))).map((path) => relative(ROOT, path));
const sources = files.filter((path) => /\.(ts|tsx|mjs)$/.test(path));

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

function linesOf(path: string): string[] {
  return readFileSync(join(ROOT, path), "utf8").split("\n");
}

/** First line of code: a rule about the first line must not be satisfied by a comment. */
function isServerOnly(path: string): boolean {
  return linesOf(path)[0] === 'import "server-only";';
}

test("the top level holds only the folders that were agreed", () => {
  const allowed = new Set(["app", "components", "lib", "prisma", "public", "e2e", "docs"]);
  const derived = new Set(["node_modules", "dist", "data", "test-results", "playwright-report", "coverage"]);
  const folders = readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => entry.name);
  expect(folders.filter((name) => !allowed.has(name) && !derived.has(name))).toEqual([]);
});

test("no file or folder is called by a word that says nothing", () => {
  const offenders = files.filter((path) => path.split("/").some((part) => EMPTY_NAMES.has(part.replace(/\..*$/, ""))));
  // The catalogue of words that every page shares is the one thing that really is common.
  expect(offenders.filter((path) => !path.endsWith("/common.json"))).toEqual([]);
});

test("file names are kebab-case", () => {
  const routing = /^(\[.*\]|\(.*\)|-|zh-CN)$/;
  const offenders = sources.filter((path) =>
    path.split("/").some((part) => !routing.test(part) && !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/.test(part)),
  );
  expect(offenders).toEqual([]);
});

test(`source files stay within ${LINES_MAX} lines`, () => {
  const offenders = sources
    .filter((path) => !path.includes(".test."))
    .map((path) => `${path}: ${linesOf(path).length}`)
    .filter((line) => Number(line.split(": ")[1]) > LINES_MAX + 1);
  expect(offenders).toEqual([]);
});

test("folders of the server keep themselves out of the browser", () => {
  const folders = [
    "lib/db/",
    "lib/secrets/",
    "lib/prometheus-api/",
    "lib/access/",
    "lib/clusters/",
    "lib/cluster-discovery/",
    "lib/servers/",
    "lib/deployments/",
    "lib/rollouts/",
  ];
  const isExempt = (path: string) => /\.test\.|[/-]schema\.ts$|\/testing\//.test(path);
  const offenders = sources.filter(
    (path) => folders.some((folder) => path.startsWith(folder)) && !isExempt(path) && !isServerOnly(path),
  );
  expect(offenders).toEqual([]);
});

test("each library with one door is imported behind that door only", () => {
  const doors: [library: RegExp, door: RegExp][] = [
    [/from "(?:yaml)"/, /^lib\/prometheus\//],
    [/from "re2js"/, /^lib\/relabel\//],
    [/from "(?:monaco-editor|monaco-yaml)/, /^components\/editor\//],
    [/from "@\/prisma\/generated|from "@prisma\//, /^lib\/(?:db|access)\//],
    [/from "undici"/, /^lib\/http\//],
    [/from "ssh2"/, /^lib\/ssh\//],
    [/from "better-auth/, /^(?:lib\/access|app\/api\/auth)\//],
    [/process\.env/, /^(?:lib\/env\.ts|lib\/cli\/|instrumentation)/],
  ];
  const product = sources.filter((path) => !path.includes(".test.") && !path.startsWith("e2e/") && !path.includes("/testing/"));
  const offenders = product.flatMap((path) => {
    const text = linesOf(path).join("\n");
    return doors
      .filter(([library, door]) => library.test(text) && !door.test(path))
      .map(([library]) => `${path}: ${library.source}`);
  });
  expect(offenders).toEqual([]);
});
