/** A Prometheus release, as far as its configuration and relabelling depend on it. */
export type PrometheusVersion = { readonly major: number; readonly minor: number; readonly patch: number };

/** Used where nobody said which version a server runs. */
export const NEWEST_KNOWN_VERSION: PrometheusVersion = { major: 3, minor: 5, patch: 3 };

/** Reads "3.5.3", "v2.53.3", "3.5.3+ds1"; null when it is no version. */
export function parsePrometheusVersion(text: string): PrometheusVersion | null {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?:[-+~].*)?$/.exec(text.trim());
  if (match === null) return null;
  return { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3] ?? 0) };
}

export function formatPrometheusVersion({ major, minor, patch }: PrometheusVersion): string {
  return `${major}.${minor}.${patch}`;
}

/** True when `version` is `major.minor` or newer. */
export function isAtLeast(version: PrometheusVersion, major: number, minor: number): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}
