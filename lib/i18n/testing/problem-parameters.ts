import { isNode, type Node, propertyNames, type SourceFile, walk } from "./source-files";

/** What one place in the source says a problem with. */
export type SaidProblem = { readonly code: string; readonly parameters: ReadonlySet<string> };

const MAKERS = new Set(["problem", "fail"]);

/**
 * The problems that a file makes, with the names of their parameters, where both can be read off the source:
 * `problem("area/what", { parameters: { … } })`, or `parameters` declared just before. Computed ones are left out.
 */
export function saidProblems({ program }: SourceFile): SaidProblem[] {
  const declared = new Map<string, Node>();
  const said: SaidProblem[] = [];
  walk(program, (node) => {
    if (node.type === "VariableDeclarator" && isNode(node.id) && isNode(node.init)) declared.set(String(node.id.name), node.init);
    if (node.type !== "CallExpression" || !isNode(node.callee) || !MAKERS.has(String(node.callee.name))) return;
    const [code, details] = node.arguments as Node[];
    const names = details === undefined ? new Set<string>() : namesOf(propertyOf(details, "parameters"), declared);
    if (code?.type !== "Literal" || names === null) return;
    said.push({ code: String(code.value), parameters: names });
  });
  return said;
}

/** Undefined is a property that is not there, null one that cannot be read. */
function propertyOf(node: Node, name: string): Node | undefined | null {
  const names = propertyNames(node);
  if (names === null) return null;
  return (node.properties as Node[]).find(({ key }) => isNode(key) && key.name === name)?.value as Node | undefined;
}

function namesOf(node: Node | undefined | null, declared: ReadonlyMap<string, Node>): Set<string> | null {
  if (node === undefined) return new Set();
  if (node === null) return null;
  const value = node.type === "Identifier" ? declared.get(String(node.name)) : node;
  return value === undefined ? null : propertyNames(value);
}
