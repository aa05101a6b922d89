import { parseTemplate } from "@/lib/relabel/expand";
import { matchesAnything } from "@/lib/relabel/regex-language";
import type { RegexPiece } from "@/lib/relabel/regex-pieces";
import type { RegexNode } from "@/lib/relabel/regex-tree";
import { explainSource } from "./explain-label";
import { type Explanation, explanation } from "./explanation";

/** A rule's source labels beside the parts of its regex that each of them has to match; null when they cannot be told apart. */
export type SourcePieces = readonly { readonly label: string; readonly piece: RegexPiece }[] | null;

/** The text of a template without references; null when it has some. */
export function constantText(template: string): string | null {
  const parts = parseTemplate(template);
  return parts.every((part) => typeof part === "string") ? parts.join("") : null;
}

/** A template with what its references stand for: `/api/v1/nodes/‹node name›/proxy`. */
export function explainTemplate(template: string, pieces: SourcePieces): Explanation {
  const items = parseTemplate(template).map((part) => {
    if (typeof part === "string") return part;
    return explanation("placeholder", { what: explainReference("group" in part ? part.group : part.name, pieces) });
  });
  return explanation("template", { text: { join: "text", items } });
}

/** What a template that is nothing but one reference stands for; null for any other, or when nobody can tell. */
export function explainOneReference(template: string, pieces: SourcePieces): Explanation | null {
  const [part, ...more] = parseTemplate(template);
  if (part === undefined || typeof part === "string" || more.length > 0) return null;
  const found = explainReference("group" in part ? part.group : part.name, pieces);
  return found.key === "group" ? null : found;
}

function explainReference(reference: number | string, pieces: SourcePieces): Explanation {
  const [only] = pieces ?? [];
  if (reference === 0 && pieces?.length === 1 && only !== undefined) return explainSource(only.label);
  for (const { label, piece } of pieces ?? []) {
    const group = findGroup(piece.root, reference);
    if (group !== null) return explainGroup(label, piece.root, group);
  }
  return explanation("group", { number: reference });
}

function explainGroup(label: string, root: RegexNode, group: RegexNode): Explanation {
  if (isWhole(root, group)) return explainSource(label);
  if (label === "__address__" && isHost(root)) return explanation("host");
  if (label === "__address__" && isPort(root)) return explanation("port");
  return explanation("part", { of: explainSource(label) });
}

function findGroup(node: RegexNode, reference: number | string): RegexNode | null {
  switch (node.kind) {
    case "group":
      return node.index === reference || (node.name !== null && node.name === reference) ? node : findGroup(node.of, reference);
    case "repeat":
      return findGroup(node.of, reference);
    case "sequence":
    case "either":
      for (const item of node.items) {
        const found = findGroup(item, reference);
        if (found !== null) return found;
      }
      return null;
    default:
      return null;
  }
}

/** Does the group hold the whole value? Anchors beside it do not matter. */
function isWhole(root: RegexNode, group: RegexNode): boolean {
  if (root === group) return true;
  if (root.kind === "group") return isWhole(root.of, group);
  if (root.kind !== "sequence") return false;
  const inner = root.items.filter(({ kind }) => kind !== "begin" && kind !== "finish");
  return inner.length === 1 && inner[0] !== undefined && isWhole(inner[0], group);
}

/** `([^:]+)(?::\d+)?` and the like: a group that ends before the colon. */
export function isHost(root: RegexNode): boolean {
  const items = root.kind === "sequence" ? root.items : [];
  const [host, ...port] = items;
  return host?.kind === "group" && host.index !== null && port.length > 0 && startsWithColon(port);
}

/** `.*:(\d+)`: a group behind a colon. */
function isPort(root: RegexNode): boolean {
  const items = root.kind === "sequence" ? root.items : [];
  const [before, colon, port] = items;
  const isColon = colon?.kind === "text" && colon.text === ":";
  return items.length === 3 && before !== undefined && matchesAnything(before) && isColon && port?.kind === "group";
}

function startsWithColon([first]: readonly RegexNode[]): boolean {
  if (first === undefined) return false;
  if (first.kind === "text") return first.text === ":";
  if (first.kind === "sequence") return startsWithColon(first.items);
  return (first.kind === "group" || first.kind === "repeat") && startsWithColon([first.of]);
}
