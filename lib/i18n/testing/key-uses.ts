import { isNode, type Node, propertyNames, type SourceFile, walk } from "./source-files";

/** What one file asks its translators for. */
export type KeyUses = {
  /** Whole keys, "clusters.list.title". */
  readonly exact: ReadonlySet<string>;
  /** Keys with computed parts, as patterns. */
  readonly patterns: readonly RegExp[];
  /** What is given to sentences where they are asked for, as far as it is written out there. */
  readonly given: readonly { readonly key: string; readonly parameters: ReadonlySet<string> }[];
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
  const given: { key: string; parameters: ReadonlySet<string> }[] = [];
  const namespaces = new Map<string, string>();

  walk(program, (node) => {
    if (node.type === "VariableDeclarator") declare(node, namespaces);
    if (node.type !== "CallExpression") return;
    const namespace = namespaceOf(node.callee, namespaces);
    const key = (node.arguments as Node[])[0];
    if (namespace === null || key === undefined) return;
    const parameters = parametersOf(node);
    for (const one of alternativesOf(key)) {
      record(one, namespace);
      if (one.type === "Literal" && parameters !== null) given.push({ key: join(namespace, String(one.value)), parameters });
    }
  });
  return { exact, patterns, computed, given };

  function record(key: Node, namespace: string) {
    if (key.type === "Literal") exact.add(join(namespace, String(key.value)));
    else if (key.type === "TemplateLiteral") patterns.push(patternOf(namespace, key));
    else computed.add(namespace);
  }
}

/** What a call gives to its sentence; null where that cannot be read, and for calls that form no sentence. */
function parametersOf(call: Node): Set<string> | null {
  const parameters = (call.arguments as Node[])[1];
  if (isLookup(call.callee)) return null;
  return parameters === undefined ? new Set() : propertyNames(parameters);
}

/** `t.has(…)` and `t.raw(…)`. */
function isLookup(callee: unknown): boolean {
  if (!isNode(callee) || callee.type !== "MemberExpression" || !isNode(callee.property)) return false;
  return ["has", "raw"].includes(String(callee.property.name));
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
