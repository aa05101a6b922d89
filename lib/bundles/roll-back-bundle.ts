import type { Bundle, BundleFile, RenderedJob } from "./bundle";
import { digestFiles } from "./digest-files";
import { caFilePath, TOKEN_PATH, tokenFilePath } from "./file-names";
import { renameJobsFolder } from "./job-files";

/** What is stored of a cluster today. */
export type CurrentCredential = {
  readonly cluster: string;
  readonly apiServer: string;
  readonly tlsServerName: string | null;
  readonly caPem: string | null;
  readonly token: string;
};

/**
 * What becomes of a cluster's credential.
 * kept: it is the one of the revision.
 * renewed: today's token takes its place.
 * moved: the cluster has another address or CA today; its token is not for the old one, so the revision's own is used.
 * deleted: the cluster is gone; the revision's own is used.
 * missing: neither the revision nor the store has one that may be used: it cannot be rolled back.
 */
export type CredentialFate = "kept" | "renewed" | "moved" | "deleted" | "missing";

export type RolledBack = {
  readonly bundle: Bundle;
  /** Texts in which a path changes: what shows the config masked has to follow. */
  readonly renames: ReadonlyMap<string, string>;
  readonly fates: ReadonlyMap<string, CredentialFate>;
};

type Decided = { readonly cluster: string; readonly path: string; readonly fate: CredentialFate; readonly token: string };

/**
 * An older bundle as it would be deployed now: the same jobs, with tokens that still work. A token is only ever used for
 * the address and CA that it is stored for.
 */
export function rollBackBundle(old: Bundle, current: readonly CurrentCredential[]): RolledBack {
  const known = new Map(current.map((credential) => [credential.cluster, credential]));
  const decided = tokenPathsOf(old).map(({ path, cluster }) => decide(old, { path, cluster }, known.get(cluster)));
  const renewed = decided.filter((one) => one.fate === "renewed");
  const renames = new Map(renewed.map(({ path, cluster, token }) => [path, withHashOf(path, tokenFilePath(cluster, token))]));
  const kept = old.files.filter(({ path }) => !renames.has(path)).map((file) => withRenames(file, renames));
  const added = renewed.map(({ path, token }): BundleFile => {
    return { path: renames.get(path) ?? path, content: token, mode: modeOf(old), isSecret: true };
  });
  const [main, ...others] = renameJobsFolder([...kept, ...added]);
  const files = main === undefined ? [] : [main, ...others.sort((a, b) => (a.path < b.path ? -1 : 1))];
  return {
    bundle: { ...old, files, config: renamePaths(old.config, renames), digest: digestFiles(files) },
    renames,
    fates: new Map(decided.map(({ cluster, fate }) => [cluster, fate])),
  };
}

/** Puts other paths of tokens into a text. */
export function renamePaths(text: string, renames: ReadonlyMap<string, string>): string {
  return renames.size === 0 ? text : text.replaceAll(TOKEN_PATH, (path) => renames.get(path) ?? path);
}

function withRenames(file: BundleFile, renames: ReadonlyMap<string, string>): BundleFile {
  return file.isSecret ? file : { ...file, content: renamePaths(file.content, renames) };
}

/** The same place in whatever layout, for another token. */
function withHashOf(path: string, next: string): string {
  return path.slice(0, path.lastIndexOf("-")) + next.slice(next.lastIndexOf("-"));
}

/** Every token that the bundle's texts or files name, once. */
function tokenPathsOf({ files, config }: Pick<Bundle, "files" | "config">): { path: string; cluster: string }[] {
  const texts = [config, ...files.filter(({ isSecret }) => isSecret).map(({ path }) => path)];
  const found = texts.flatMap((text) => [...text.matchAll(TOKEN_PATH)]);
  return [...new Map(found.map(([path, , cluster = ""]) => [path, cluster]))].map(([path, cluster]) => ({ path, cluster }));
}

function decide(
  old: Bundle,
  { path, cluster }: { path: string; cluster: string },
  credential: CurrentCredential | undefined,
): Decided {
  const own = old.files.some((file) => file.path === path);
  const withOwn = (fate: CredentialFate): Decided => ({ cluster, path, fate: own ? fate : "missing", token: "" });
  if (credential === undefined) return withOwn("deleted");
  if (!isSamePlace(old, credential)) return withOwn("moved");
  const { token } = credential;
  if (own && withHashOf(path, tokenFilePath(cluster, token)) === path) return withOwn("kept");
  return { cluster, path, fate: "renewed", token };
}

/** Whether the bundle sends this cluster's token to where it is stored for. */
function isSamePlace(old: Bundle, { cluster, apiServer, tlsServerName, caPem }: CurrentCredential): boolean {
  const texts = old.jobs.filter((job) => job.cluster === cluster).map((job) => jobText(old, job));
  const all = texts.join("\n");
  const servers = valuesOf(all, "api_server");
  const authorities = valuesOf(all, "ca_file");
  const ca = caPem === null ? null : fileNameOf(caFilePath(cluster, caPem));
  return (
    servers.length > 0 &&
    servers.every((value) => value === apiServer) &&
    (ca === null || authorities.length > 0) &&
    authorities.every((value) => ca !== null && value.endsWith(ca)) &&
    valuesOf(all, "server_name").every((value) => value === tlsServerName)
  );
}

function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function jobText({ config }: Pick<Bundle, "config">, { firstLine, lastLine }: RenderedJob): string {
  return config
    .split(/\r?\n/)
    .slice(firstLine - 1, lastLine)
    .join("\n");
}

/** Values of a key in the lines that we have rendered: block style, one to a line. */
function valuesOf(text: string, key: string): string[] {
  const pattern = new RegExp(`^[\\s-]*${key}:\\s*(.+?)\\s*$`, "gm");
  return [...text.matchAll(pattern)].map(([, value = ""]) => value.replaceAll(/^["']|["']$/g, ""));
}

function modeOf({ files }: Pick<Bundle, "files">): number {
  return files.find(({ isSecret }) => isSecret)?.mode ?? 0o640;
}
