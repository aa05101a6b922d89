import "server-only";
import { type BundleFile, MAIN_CONFIG_PATH } from "@/lib/bundles/bundle";
import { renderCanonicalConfig } from "@/lib/bundles/canonical-config";
import { haveOtherSecrets } from "@/lib/bundles/other-secrets";
import { readPair, summariseChange } from "@/lib/bundles/summarise-change";
import { findServerRecord } from "@/lib/db/servers";
import type { ComparedFile, Comparison, ComparisonQuery } from "@/lib/deployments/drift/schema";
import { AppError } from "@/lib/errors";
import { openSide, type Side } from "./open-side";

/**
 * Compares two of: any revision, the live one, the next one, what is on disk, what Prometheus has loaded. Texts are masked;
 * secret files are told by name, size and whether they differ.
 */
export async function compareSides(serverId: string, { from, to, only }: ComparisonQuery): Promise<Comparison> {
  const server = await findServerRecord(serverId);
  if (server === null) throw new AppError("not_found");
  const [before, after] = await Promise.all([openSide(server, from), openSide(server, to)]);
  const isLoaded = before.side === "loaded" || after.side === "loaded";
  const whole = before.isMainOnly || after.isMainOnly ? "main" : "config";
  const [old, next] = [before[whole], after[whole]];
  const hasOtherSecrets = !isLoaded && haveOtherSecrets(old.plain, next.plain);
  const clusters = server.clusters.map(({ name }) => name);
  const summary = summariseChange(old.masked, next.masked, { isLoaded, clusters, hasOtherSecrets });
  return {
    from: { side: before.side, number: before.number },
    to: { side: after.side, number: after.number },
    summary: summary.map((found) => ({ ...found, parameters: { ...found.parameters }, path: [...found.path] })),
    files: only === "summary" ? [] : compareFiles(before, after, { isLoaded }),
    isCanonical: isLoaded,
  };
}

function compareFiles(before: Side, after: Side, { isLoaded }: { isLoaded: boolean }): ComparedFile[] {
  return [isLoaded ? canonicalFile(before, after) : mainFile(before, after), ...otherFiles(before, after)];
}

function mainFile({ main: before }: Side, { main: after }: Side): ComparedFile {
  const file = { path: MAIN_CONFIG_PATH, isSecret: false, bytesBefore: bytesOf(before.plain), bytesAfter: bytesOf(after.plain) };
  if (before.plain === after.plain) return { ...file, change: "same", before: before.masked, after: after.masked };
  return { ...file, change: changeOf(before.plain, after.plain), before: before.masked, after: after.masked };
}

/** Prometheus shows what it has loaded in its own spelling: only in one spelling can two texts be compared by eye. */
function canonicalFile({ main: before }: Side, { main: after }: Side): ComparedFile {
  const [old, next] = readPair(before.masked, after.masked, { isLoaded: true });
  const [left, right] = [old, next].map((config) => (config === null ? null : renderCanonicalConfig(config)));
  const texts = { before: left ?? before.masked, after: right ?? after.masked };
  const change = texts.before === texts.after ? "same" : changeOf(texts.before, texts.after);
  const bytes = { bytesBefore: bytesOf(before.plain), bytesAfter: bytesOf(after.plain) };
  return { path: MAIN_CONFIG_PATH, isSecret: false, change, ...bytes, ...texts };
}

/** Files beside the main file, where both sides know theirs. */
function otherFiles(before: Side, after: Side): ComparedFile[] {
  if (before.isMainOnly || after.isMainOnly) return [];
  const [old, next] = [byPath(before.files), byPath(after.files)];
  const paths = [...new Set([...old.keys(), ...next.keys()])].sort();
  return paths.map((path) => compareFile(path, old.get(path), next.get(path)));
}

function compareFile(path: string, old: BundleFile | undefined, next: BundleFile | undefined): ComparedFile {
  const isSecret = old?.isSecret === true || next?.isSecret === true;
  const change = changeOf(old?.content ?? null, next?.content ?? null);
  // What is the same need not be sent twice, and a secret not at all.
  const isShown = !isSecret && change !== "same";
  return {
    path,
    change,
    isSecret,
    bytesBefore: old === undefined ? null : bytesOf(old.content),
    bytesAfter: next === undefined ? null : bytesOf(next.content),
    before: isShown ? (old?.content ?? null) : null,
    after: isShown ? (next?.content ?? null) : null,
  };
}

function changeOf(before: string | null, after: string | null): ComparedFile["change"] {
  if (before === after) return "same";
  if (before === null) return "added";
  return after === null ? "removed" : "changed";
}

function byPath(files: readonly BundleFile[]): Map<string, BundleFile> {
  return new Map(files.filter(({ path }) => path !== MAIN_CONFIG_PATH).map((file) => [file.path, file]));
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
