import { renderScalar } from "@/lib/prometheus/render-yaml";
import { parseYaml } from "@/lib/prometheus/yaml";
import type { YamlNode } from "@/lib/prometheus/yaml-node";
import { ok, okUnless, type Problem, problem, type Result } from "@/lib/result";
import { commentsOf, type TextSpan, textWithoutSecrets } from "./config-comments";
import { findSecrets, MASK, type SecretPlace } from "./secret-places";

/** What a text that cannot be read is shown as: nobody can say where its secrets are. */
export const UNREADABLE_MASK = `# ${MASK}: not shown, because it is no YAML that can be read\n`;

type Replacement = { readonly start: number; readonly end: number; readonly text: string };

/**
 * Replaces every secret of a Prometheus config by `<secret>`, as Prometheus does when it shows one; comments are searched
 * too. Everything else stays as it is. Masking twice is masking once.
 */
export function maskConfig(text: string): string {
  return splitDocuments(text).map(maskDocument).join("");
}

/**
 * Puts the stored secrets back where `masked` still says `<secret>`. A secret belongs to its address: to the job, the URL
 * or the server beside it. Where the stored text has none, that is a problem at its place: it has to be typed again.
 */
export function unmaskConfig(masked: string, stored: string): Result<string> {
  if (masked === maskConfig(stored)) return ok(stored);
  if (!masked.includes(MASK)) return ok(masked);
  const document = parseYaml(masked);
  if (!document.ok) return document;
  const before = parseYaml(stored);
  const root = before.ok ? before.value.root : null;
  const known = new Map(root === null ? [] : findSecrets(root).map((place) => [place.path, place]));
  const wanted = document.value.root === null ? [] : findSecrets(document.value.root);
  const problems: Problem[] = [];
  const replacements = wanted
    .filter(({ scalar }) => scalar.text.includes(MASK))
    .flatMap((place): Replacement[] => {
      const found = known.get(place.path);
      if (found === undefined || found.masked !== place.scalar.text || found.scalar.text.includes(MASK)) {
        problems.push(
          problem("base/secret-unknown", {
            parameters: { path: place.shownPath },
            range: place.scalar.place.range,
          }),
        );
        return [];
      }
      const { start, end } = spanOf(place, masked);
      return [{ start, end, text: sourceOf(found, stored, place, masked) }];
    });
  const comments = root === null ? [] : restoreComments(masked, document.value.root, stored, root);
  return okUnless(replaceAll(masked, [...replacements, ...comments]), problems);
}

function maskDocument(text: string): string {
  const document = parseYaml(text);
  if (!document.ok) return UNREADABLE_MASK;
  const { root } = document.value;
  const secrets = root === null ? [] : findSecrets(root);
  const places = root === null ? [] : [...secrets, ...anchorsOf(root, secrets, text)];
  const values = places.map(({ scalar }) => scalar.text).filter((value) => value !== MASK);
  const replacements = places
    .filter(({ scalar, masked }) => scalar.text !== masked)
    .map((place) => ({ ...spanOf(place, text), text: maskedSource(place, text) }));
  const comments = commentsOf(text, root).map(({ start, end }) => ({
    start,
    end,
    text: textWithoutSecrets(text.slice(start, end), values),
  }));
  return replaceAll(text, [...replacements, ...comments]);
}

/** A secret used by alias stands once more at its anchor, perhaps under a harmless key. */
function anchorsOf(root: YamlNode, secrets: readonly SecretPlace[], text: string): SecretPlace[] {
  const aliased = new Set(secrets.filter(({ scalar }) => text[scalar.place.start] === "*").map(({ scalar }) => scalar.text));
  if (aliased.size === 0) return [];
  const known = new Set(secrets.map(({ scalar }) => scalar.place.start));
  return scalarsOf(root)
    .filter((scalar) => aliased.has(scalar.text) && !known.has(scalar.place.start))
    .map((scalar) => ({ scalar, path: "", shownPath: "", masked: MASK }));
}

function scalarsOf(node: YamlNode): Extract<YamlNode, { kind: "scalar" }>[] {
  if (node.kind === "scalar") return [node];
  const children = node.kind === "sequence" ? node.items : node.entries.map(({ value }) => value);
  return children.flatMap(scalarsOf);
}

/** A block scalar ends with its line break, which belongs to the text around it. */
function spanOf({ scalar }: SecretPlace, text: string): TextSpan {
  const { start, end } = scalar.place;
  return { start, end: start + text.slice(start, end).trimEnd().length };
}

function maskedSource(place: SecretPlace, text: string): string {
  if (place.masked === MASK) return MASK;
  const source = text.slice(place.scalar.place.start, place.scalar.place.end).trimEnd();
  const isPlain = source === place.scalar.text;
  return isPlain ? place.masked : JSON.stringify(place.masked);
}

/** The stored spelling where it fits on the line that it goes to, else the value in double quotes. */
function sourceOf(found: SecretPlace, stored: string, wanted: SecretPlace, masked: string): string {
  const { start, end } = spanOf(found, stored);
  const source = stored.slice(start, end);
  const isQuoted = /^["']/.test(source);
  const isOneLine = !source.includes("\n") && !source.startsWith("*");
  if (isOneLine && (isQuoted || !/[[\]{},]/.test(source))) return source;
  const isSameColumn = indentOf(stored, found.scalar.place.start) === indentOf(masked, wanted.scalar.place.start);
  const isBlock = /^[|>]/.test(source) && isSameColumn && !/[[{]/.test(lineUpTo(masked, wanted.scalar.place.start));
  return isBlock ? source : renderQuoted(found.scalar.text);
}

function renderQuoted(text: string): string {
  const written = renderScalar(text, true);
  return written.startsWith('"') ? written : `"${written}"`;
}

function lineUpTo(text: string, offset: number): string {
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
}

function indentOf(text: string, offset: number): number {
  return lineUpTo(text, offset).search(/[^\s-]/);
}

/** A masked comment becomes the stored one again; a comment that is new keeps what was typed. */
function restoreComments(masked: string, maskedRoot: YamlNode | null, stored: string, root: YamlNode): Replacement[] {
  const values = findSecrets(root).map(({ scalar }) => scalar.text);
  const originals = new Map<string, string>();
  for (const { start, end } of commentsOf(stored, root)) {
    const comment = stored.slice(start, end);
    originals.set(textWithoutSecrets(comment, values), comment);
  }
  return commentsOf(masked, maskedRoot).flatMap(({ start, end }) => {
    const original = originals.get(masked.slice(start, end));
    return original === undefined ? [] : [{ start, end, text: original }];
  });
}

function replaceAll(text: string, replacements: readonly Replacement[]): string {
  let result = text;
  for (const { start, end, text: replacement } of replacements.toSorted((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + replacement + result.slice(end);
  }
  return result;
}

/** Prometheus reads the first document only, but all of them are shown. */
function splitDocuments(text: string): string[] {
  return text.split(/^(?=(?:---|\.\.\.)(?:\s|$))/m);
}
