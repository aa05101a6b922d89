import { type Bundle, type BundleFile, MAIN_CONFIG_PATH, type RenderedConfig } from "./bundle";
import { digestFilesInTurns } from "./digest-files";
import { caFilePath, tokenFilePath } from "./file-names";
import type { SplitConfig } from "./job-files";
import { type Layout, placeFile, SINGLE_FILE } from "./layout";

/** The secrets of one cluster, as they go into files. */
export type BundleCredentials = {
  readonly cluster: string;
  readonly token: string;
  /** null when verification is skipped. */
  readonly caPem: string | null;
};

/** Group-readable: Prometheus often runs as another user of the same group. */
const FILE_MODE = 0o640;

/**
 * Puts a rendered config and the credential files that it refers to together; equal input gives an equal digest.
 * Others may have their turns in between.
 * @param placing how credentials are named, and the texts of a bundle whose jobs have files of their own
 */
export function* assembleBundle(
  rendered: RenderedConfig,
  credentials: readonly BundleCredentials[],
  { layout = SINGLE_FILE, split = null }: { readonly layout?: Layout; readonly split?: SplitConfig | null } = {},
): Generator<undefined, Bundle> {
  const main = plainFile(MAIN_CONFIG_PATH, split?.main ?? rendered.text);
  const jobFiles = (split?.files ?? []).map(({ path, content }) => plainFile(path, content));
  const others = [...jobFiles, ...credentials.flatMap((one) => credentialFiles(one, layout))];
  const files = [main, ...others.sort((a, b) => (a.path < b.path ? -1 : 1))];
  return { files, config: rendered.text, jobs: rendered.jobs, digest: yield* digestFilesInTurns(files) };
}

function plainFile(path: string, content: string): BundleFile {
  return { path, content, mode: FILE_MODE, isSecret: false };
}

function credentialFiles({ cluster, token, caPem }: BundleCredentials, layout: Layout): BundleFile[] {
  const tokenPath = placeFile(layout, tokenFilePath(cluster, token));
  const tokenFile = { ...plainFile(tokenPath, token), isSecret: true };
  return caPem === null ? [tokenFile] : [tokenFile, plainFile(placeFile(layout, caFilePath(cluster, caPem)), caPem)];
}
