import { parseYaml } from "@/lib/prometheus/yaml";
import { valueUnder, type YamlMapping, type YamlNode } from "@/lib/prometheus/yaml-node";
import { fail, ok, type Problem, type Result } from "@/lib/result";
import { decodePem } from "./decode-pem";
import { tokenCommand } from "./token-command";
import { findUnsafeKey } from "./unsafe-keys";

/** Larger than any kubeconfig of a person. */
const CHARACTERS_MAX = 256 * 1024;

/** What one context of a kubeconfig says about a cluster, as the cluster form takes it. */
export type KubeconfigContext = {
  readonly name: string;
  /** URL of the API server, as written. */
  readonly server: string;
  /** null when there is none in the file. */
  readonly caPem: string | null;
  readonly tlsServerName: string | null;
  readonly isInsecure: boolean;
  readonly token: string;
};

/** A kubeconfig that was read: what can be used, and why the rest cannot. */
export type Kubeconfig = {
  readonly contexts: readonly KubeconfigContext[];
  /** One problem for each context that was refused, with the command that makes a usable token instead. */
  readonly refused: readonly Problem[];
  readonly currentContext: string | null;
};

/**
 * Reads a kubeconfig as text and nothing else (INV-4): it runs no program, opens no file and follows no URL, and what
 * would ask for that is refused. Runs in the browser, so that only the chosen context is ever sent to the server.
 *
 * @returns a failure when no context can be used
 */
export function readKubeconfig(text: string): Result<Kubeconfig> {
  if (text.length > CHARACTERS_MAX) return fail("kubeconfig/too-large", { parameters: { maximum: CHARACTERS_MAX } });
  const parsed = parseYaml(text);
  if (!parsed.ok) return parsed;
  const { root } = parsed.value;
  if (root?.kind !== "mapping") return fail("kubeconfig/not-a-kubeconfig");
  const entries = namedEntries(root, "contexts", "context");
  if (entries.length === 0) return fail("kubeconfig/no-contexts");
  const contexts: KubeconfigContext[] = [];
  const refused: Problem[] = [];
  for (const { name, node } of entries) {
    const read = readContext(root, name, node);
    if (read.ok) contexts.push(read.value);
    else refused.push(...read.problems);
  }
  const [first, ...rest] = refused;
  if (contexts.length === 0 && first !== undefined) return { ok: false, problems: [first, ...rest] };
  return ok({ contexts, refused, currentContext: textUnder(root, "current-context") });
}

function readContext(root: YamlMapping, context: string, node: YamlMapping): Result<KubeconfigContext> {
  const refuse = (code: string, at: YamlNode, parameters: Record<string, string> = {}) =>
    fail(code, { parameters: { context, command: tokenCommand(context), ...parameters }, range: at.place.range });
  const cluster = findNamed(root, "clusters", "cluster", textUnder(node, "cluster"));
  if (cluster === null) return refuse("kubeconfig/cluster-missing", node);
  const user = findNamed(root, "users", "user", textUnder(node, "user"));
  if (user === null) return refuse("kubeconfig/user-missing", node);
  const unsafe = findUnsafeKey("cluster", cluster) ?? findUnsafeKey("user", user);
  if (unsafe !== null) return refuse(unsafe.code, unsafe.at, { key: unsafe.key });
  const server = textUnder(cluster, "server");
  if (server === null) return refuse("kubeconfig/server-missing", cluster);
  const token = textUnder(user, "token");
  if (token === null) return refuse(hasClientCertificate(user) ? "kubeconfig/client-certificate" : "kubeconfig/no-token", user);
  const encodedCa = valueUnder(cluster, "certificate-authority-data");
  const caPem = encodedCa?.kind === "scalar" ? decodePem(encodedCa.text) : null;
  if (encodedCa !== null && caPem === null) return refuse("kubeconfig/ca-data", encodedCa);
  return ok({
    name: context,
    server,
    caPem,
    tlsServerName: textUnder(cluster, "tls-server-name"),
    isInsecure: textUnder(cluster, "insecure-skip-tls-verify") === "true",
    token,
  });
}

/** Entries of a list like `clusters:`, whose items are `{ name, cluster: {...} }`; what has another shape is skipped. */
function namedEntries(root: YamlMapping, list: string, key: string): { name: string; node: YamlMapping }[] {
  const items = valueUnder(root, list);
  if (items?.kind !== "sequence") return [];
  return items.items.flatMap((item) => {
    const name = textUnder(item, "name");
    const node = valueUnder(item, key);
    return name !== null && node?.kind === "mapping" ? [{ name, node }] : [];
  });
}

/** The first of a name counts, as in kubectl. */
function findNamed(root: YamlMapping, list: string, key: string, name: string | null): YamlMapping | null {
  return namedEntries(root, list, key).find((entry) => entry.name === name)?.node ?? null;
}

function hasClientCertificate(user: YamlMapping): boolean {
  return valueUnder(user, "client-certificate-data") !== null;
}

/** Text under a key; null when there is none or it is empty. */
function textUnder(node: YamlNode, key: string): string | null {
  const value = valueUnder(node, key);
  return value?.kind === "scalar" && value.tag !== "null" && value.text.trim() !== "" ? value.text.trim() : null;
}
