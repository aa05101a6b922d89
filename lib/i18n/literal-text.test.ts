import { expect, test } from "vitest";
import { isNode, parseSources, walk } from "./testing/source-files";

/** Attributes that people see or hear. */
const SPOKEN = new Set([
  "aria-label",
  "aria-description",
  "title",
  "placeholder",
  "alt",
  "label",
  "description",
  "legend",
  "caption",
]);
const WORD = /\p{L}{2}/u;

const sources = ["app", "components"].flatMap(parseSources).filter(({ path }) => path.endsWith(".tsx"));

/** Examples of technical input are the same in every language. */
function isTechnical(text: string): boolean {
  return /^(?:https?:\/\/|\/|__|Prometheus:?$|apiVersion|-----BEGIN|[a-z0-9]+(?:[-./:][a-z0-9]+)+$)/.test(text);
}

test("components hold no words of their own: no text between tags, none in spoken attributes", () => {
  const offenders: string[] = [];
  for (const { path, program } of sources) {
    walk(program, (node) => {
      const text = spokenText(node);
      if (text !== null && WORD.test(text) && !isTechnical(text.trim())) offenders.push(`${path}: ${text.trim()}`);
    });
  }
  expect(offenders).toEqual([]);
});

function spokenText(node: { type: string; [key: string]: unknown }): string | null {
  if (node.type === "JSXText") return String(node.value);
  if (node.type !== "JSXAttribute" || !isNode(node.name) || !SPOKEN.has(String(node.name.name))) return null;
  const value = isNode(node.value) && node.value.type === "JSXExpressionContainer" ? node.value.expression : node.value;
  return isNode(value) && value.type === "Literal" ? String(value.value) : null;
}
