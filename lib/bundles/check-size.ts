import { type Problem, problem } from "@/lib/result";
import { type Bundle, type BundleFile, MAIN_CONFIG_PATH } from "./bundle";

/** What may be how large. */
export type SizeLimit = {
  /** "secret": all values of one Kubernetes Secret or ConfigMap together, as the API server counts them. */
  readonly kind: "main" | "bundle" | "secret";
  readonly bytes: number;
};

/** Kubernetes refuses a larger Secret or ConfigMap; so does etcd, not much later. */
export const SECRET_LIMIT: SizeLimit = { kind: "secret", bytes: 1024 * 1024 };
/** Larger ones are not read back from a disk: nobody would wait for the reload either. */
export const MAIN_LIMIT: SizeLimit = { kind: "main", bytes: 64 * 1024 * 1024 };
export const BUNDLE_LIMIT: SizeLimit = { kind: "bundle", bytes: 128 * 1024 * 1024 };

const CODES: { readonly [Kind in SizeLimit["kind"]]: string } = {
  main: "bundle/main-too-big",
  bundle: "bundle/bundle-too-big",
  secret: "bundle/secret-too-big",
};

/**
 * @param limit what the way of delivery can take
 * @returns a problem with the size, the limit and how many clusters of this kind would fit; null when it fits
 */
export function checkSize({ files, jobs }: Pick<Bundle, "files" | "jobs">, { kind, bytes }: SizeLimit): Problem | null {
  const size = sizeOf(kind === "main" ? files.filter(({ path }) => path === MAIN_CONFIG_PATH) : files);
  if (size <= bytes) return null;
  const clusters = new Set(jobs.flatMap(({ cluster }) => (cluster === null ? [] : [cluster]))).size;
  const fitting = Math.floor((clusters * bytes) / size);
  const parameters = { size: inMebibytes(size, Math.ceil), limit: inMebibytes(bytes, Math.floor), clusters, fitting };
  return problem(CODES[kind], { parameters });
}

/** Bytes of all contents together. */
export function sizeOf(files: readonly Pick<BundleFile, "content">[]): number {
  const encoder = new TextEncoder();
  return files.reduce((sum, { content }) => sum + encoder.encode(content).length, 0);
}

/** With two decimals, rounded so that a size never looks like its limit. */
function inMebibytes(bytes: number, round: (value: number) => number): string {
  return (round((bytes / 1024 / 1024) * 100) / 100).toFixed(2);
}
