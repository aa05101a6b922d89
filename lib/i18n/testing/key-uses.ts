import { isNode, type Node, type SourceFile, walk } from "./source-files";

/** What one file asks its translators for. */
export type KeyUses = {
  /** Whole keys, "clusters.list.title". */
  readonly exact: ReadonlySet<string>;
  /** Keys with computed parts, as patterns. */
  readonly patterns: readonly RegExp[];
  /** Namespaces whose translator is called with a computed key, or handed on. */
  readonly computed: ReadonlySet<string>;
};

const HOOKS = new Set(["useTranslations", "requestTranslator"]);
const METHODS = new Set(["rich", "markup", "has", "raw"]);

/** Finds the keys that a file uses, by the namespace of the translator that is in force where it is called. */
export function keyUses({ program }: SourceFile): KeyUses {
  const exact = new Set<string>();
  const patterns: RegExp[] = [];
  const computed = new Set<string>();
  const namespaces = new Map<string, string>();

  walk(program, (node) => {
    if (node.type === "VariableDeclarator") declare(node, namespaces);
    if (node.type !== "CallExpression") return;
    const namespace = namespaceOf(node.callee, namespaces);
    const key = (node.arguments as Node[])[0];
    if (namespace === null || key === undefined) return;
    for (const one of alternativesOf(key)) record(one, namespace);
  });
  return { exact, patterns, computed };

  function record(key: Node, namespace: string) {
    if (key.type === "Literal") exact.add(join(namespace, String(key.value)));
    else if (key.type === "TemplateLiteral") patterns.push(patternOf(namespace, key));
    else computed.add(namespace);
  }
}

function declare(node: Node, namespaces: Map<string, string>): void {
  const namespace = namespaceOfHook(node.init);
  if (namespace !== null && isNode(node.id) && node.id.type === "Identifier") namespaces.set(String(node.id.name), namespace);
}

// `t(…)`, `t.rich(…)`, `useTranslations("x")(…)`, `(await requestTranslator("x"))(…)`
function namespaceOf(callee: unknown, namespaces: ReadonlyMap<string, string>): string | null {
  if (!isNode(callee)) return null;
  if (callee.type === "Identifier") return namespaces.get(String(callee.name)) ?? null;
  if (callee.type === "MemberExpression" && isNode(callee.property) && METHODS.has(String(callee.property.name))) {
    return namespaceOf(callee.object, namespaces);
  }
  return namespaceOfHook(callee);
}

function namespaceOfHook(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.type === "AwaitExpression") return namespaceOfHook(node.argument);
  if (node.type === "ParenthesizedExpression") return namespaceOfHook(node.expression);
  if (node.type !== "CallExpression" || !isNode(node.callee) || !HOOKS.has(String(node.callee.name))) return null;
  const [argument] = node.arguments as Node[];
  return argument === undefined ? "" : String(argument.value);
}

function alternativesOf(key: Node): Node[] {
  if (key.type === "TSAsExpression" || key.type === "ParenthesizedExpression") return alternativesOf(key.expression as Node);
  if (key.type !== "ConditionalExpression") return [key];
  return [...alternativesOf(key.consequent as Node), ...alternativesOf(key.alternate as Node)];
}

function patternOf(namespace: string, template: Node): RegExp {
  const parts = (template.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked.replaceAll(".", "\\."));
  return new RegExp(`^${join(namespace, "").replaceAll(".", "\\.")}${parts.join(".+")}$`);
}

function join(namespace: string, key: string): string {
  return namespace === "" ? key : `${namespace}.${key}`;
}
