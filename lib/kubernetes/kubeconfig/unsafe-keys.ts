import type { YamlMapping, YamlNode } from "@/lib/prometheus/yaml-node";

/** What a kubeconfig may say about a cluster or a user; anything else is refused, known or not. */
const ALLOWED: Readonly<Record<"cluster" | "user", ReadonlySet<string>>> = {
  cluster: new Set([
    "server",
    "certificate-authority-data",
    "tls-server-name",
    "insecure-skip-tls-verify",
    "disable-compression",
    "extensions",
  ]),
  user: new Set(["token", "client-certificate-data", "client-key-data", "extensions"]),
};

/** Keys with an explanation of their own. */
const REASONS: Readonly<Record<string, string>> = {
  exec: "kubeconfig/runs-program",
  "auth-provider": "kubeconfig/runs-program",
  tokenFile: "kubeconfig/names-file",
  "client-certificate": "kubeconfig/names-file",
  "client-key": "kubeconfig/names-file",
  "certificate-authority": "kubeconfig/names-file",
  "proxy-url": "kubeconfig/proxy",
  username: "kubeconfig/basic-auth",
  password: "kubeconfig/basic-auth",
  as: "kubeconfig/impersonation",
  "as-uid": "kubeconfig/impersonation",
  "as-groups": "kubeconfig/impersonation",
  "as-user-extra": "kubeconfig/impersonation",
};

/** The first key that we do not take, and why; null when all are harmless. */
export function findUnsafeKey(kind: "cluster" | "user", node: YamlMapping): { key: string; code: string; at: YamlNode } | null {
  const entry = node.entries.find(({ key }) => !ALLOWED[kind].has(key.text));
  if (entry === undefined) return null;
  const reason = Object.hasOwn(REASONS, entry.key.text) ? REASONS[entry.key.text] : undefined;
  return { key: entry.key.text.slice(0, 100), code: reason ?? "kubeconfig/unknown-key", at: entry.key };
}
