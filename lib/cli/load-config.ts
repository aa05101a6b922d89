import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { itemsOf } from "@/lib/prometheus/config-finding";
import { parseYaml } from "@/lib/prometheus/yaml";
import { type ConfigFiles, type ConfigText, type Configuration, openConfiguration } from "@/lib/rule-tests/config-jobs";

/** A file that the user named cannot be read: wrong usage, not a finding. */
export class UnreadableFile extends Error {
  readonly file: string;
  constructor(file: string, reason: string) {
    super(reason);
    this.file = file;
  }
}

/** Reads a text file; `-` is standard input. */
export async function readTextFile(file: string): Promise<string> {
  try {
    return file === "-" ? await readStandardInput() : await readFile(file, "utf8");
  } catch (error) {
    throw new UnreadableFile(file, (error as NodeJS.ErrnoException).code ?? String(error));
  }
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * Reads a prometheus.yml and the files that its `scrape_config_files` name.
 *
 * @throws UnreadableFile when the main file cannot be read; further files that are not there are none, as for Prometheus
 */
export async function loadConfiguration(file: string): Promise<Configuration> {
  const main: ConfigText = { file, text: await readTextFile(file) };
  const further = await Promise.all(patternsOf(main.text).map((pattern) => filesMatching(dirname(file), pattern)));
  const texts = await Promise.all(further.flat().map(async (path) => ({ file: path, text: await readTextFile(path) })));
  const files: ConfigFiles = [main, ...texts];
  return openConfiguration(files);
}

function patternsOf(text: string): string[] {
  const document = parseYaml(text);
  if (!document.ok) return [];
  return itemsOf(document.value.root, "scrape_config_files").flatMap((item) => (item.kind === "scalar" ? [item.text] : []));
}

/** Files of a path with wildcards in its last part, in order of their names. */
async function filesMatching(folder: string, pattern: string): Promise<string[]> {
  const path = isAbsolute(pattern) ? pattern : join(folder, pattern);
  const matcher = toMatcher(basename(path));
  const names = await readdir(resolve(dirname(path))).catch(() => []);
  return names
    .filter((name) => matcher.test(name))
    .sort()
    .map((name) => join(dirname(path), name));
}

function toMatcher(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s");
}
