import { type Bundle, type BundleFile, MAIN_CONFIG_PATH, type RenderedConfig } from "./bundle";
import { caFilePath, sha256Hex, tokenFilePath } from "./file-names";

/** The secrets of one cluster, as they go into files. */
export type BundleCredentials = {
  readonly cluster: string;
  readonly token: string;
  /** null when verification is skipped. */
  readonly caPem: string | null;
};

/** Group-readable: Prometheus often runs as another user of the same group. */
const FILE_MODE = 0o640;

/** Puts a rendered config and the credential files that it refers to together; equal input gives an equal digest. */
export function assembleBundle(rendered: RenderedConfig, credentials: readonly BundleCredentials[]): Bundle {
  const main: BundleFile = { path: MAIN_CONFIG_PATH, content: rendered.text, mode: FILE_MODE, isSecret: false };
  const others = credentials.flatMap(credentialFiles).sort((a, b) => (a.path < b.path ? -1 : 1));
  const files = [main, ...others];
  return { files, jobs: rendered.jobs, digest: digestFiles(files) };
}

function credentialFiles({ cluster, token, caPem }: BundleCredentials): BundleFile[] {
  const tokenFile = { path: tokenFilePath(cluster, token), content: token, mode: FILE_MODE, isSecret: true };
  if (caPem === null) return [tokenFile];
  return [tokenFile, { path: caFilePath(cluster, caPem), content: caPem, mode: FILE_MODE, isSecret: false }];
}

/** Lengths stand before texts, so that no two lists of files run together to the same bytes. */
export function digestFiles(files: readonly Pick<BundleFile, "path" | "content">[]): string {
  const parts = files.map(({ path, content }) => `${path.length}:${path}\n${sha256Hex(content)}\n`);
  return sha256Hex(parts.join(""));
}
