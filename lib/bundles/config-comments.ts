import type { YamlNode } from "@/lib/prometheus/yaml-node";
import { MASK, maskUrls } from "./secret-places";

export type TextSpan = { readonly start: number; readonly end: number };

/** Shorter texts are words, too likely to stand in a comment by chance. */
const SECRET_LENGTH_MIN = 6;

const COMMENTED_SECRET =
  /((?:^|[\s"'{,#-])["']?(?:[\w.-]*(?:password|passwd|secret|token|credentials|private_key|api_?key|authorization)|key)["']?\s*[:=]\s*)(\S.*)$/gim;

/** Where the comments of a text are, each from its `#` to the end of the line. */
export function commentsOf(text: string, root: YamlNode | null): TextSpan[] {
  const scalars = root === null ? [] : spansOf(root).sort((a, b) => a.start - b.start);
  const comments: TextSpan[] = [];
  let next = 0;
  for (let offset = 0; offset < text.length; offset++) {
    while (next < scalars.length && (scalars[next]?.end ?? 0) <= offset) next++;
    const inside = scalars[next];
    if (inside !== undefined && inside.start <= offset) {
      offset = inside.end - 1;
      continue;
    }
    if (text[offset] !== "#" || !/^$|\s/.test(text[offset - 1] ?? "")) continue;
    const lineEnd = text.slice(offset).search(/\r?\n|$/);
    comments.push({ start: offset, end: offset + lineEnd });
    offset += lineEnd;
  }
  return comments;
}

/** A comment without the values of secrets, and without what a secret's key is followed by. */
export function textWithoutSecrets(comment: string, values: readonly string[]): string {
  let text = maskUrls(comment).replaceAll(COMMENTED_SECRET, (_whole, key: string) => `${key}${MASK}`);
  for (const value of values) if (value.length >= SECRET_LENGTH_MIN) text = text.replaceAll(value, MASK);
  return text;
}

/** Places of scalars; keys and aliases hold no `#` after a blank. */
function spansOf(node: YamlNode): TextSpan[] {
  if (node.kind === "scalar") return node.place.end > node.place.start ? [node.place] : [];
  const children = node.kind === "sequence" ? node.items : node.entries.flatMap(({ key, value }) => [key, value]);
  return children.flatMap(spansOf);
}
