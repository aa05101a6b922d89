/** Prefixes of well-known keys, as discovery writes them and as they are. */
const PREFIXES: readonly (readonly [sanitised: string, original: string])[] = [
  ["prometheus_io_", "prometheus.io/"],
  ["app_kubernetes_io_", "app.kubernetes.io/"],
  ["kubernetes_io_", "kubernetes.io/"],
];

/**
 * The key of a Kubernetes label or annotation of which discovery made `sanitised`: every character that a label name cannot
 * hold became `_`. The object's own keys decide, then well-known ones.
 *
 * @returns null when several keys could be meant
 */
export function originalKey(sanitised: string, ownKeys: readonly string[]): string | null {
  const own = ownKeys.filter((key) => key.replaceAll(/[^a-zA-Z0-9_]/g, "_") === sanitised);
  const [only] = own;
  if (only !== undefined) return own.length === 1 ? only : null;
  const known = PREFIXES.find(([prefix]) => sanitised.startsWith(prefix));
  if (known !== undefined) return `${known[1]}${sanitised.slice(known[0].length)}`;
  return sanitised.includes("_") ? null : sanitised;
}
