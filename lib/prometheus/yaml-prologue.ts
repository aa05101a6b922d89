import { type Problem, problem, type TextRange } from "@/lib/result";

type ToRange = (start: number, end: number) => TextRange;

/**
 * What may stand before the first document: blank lines, comments, at most one `%YAML 1.1` and any `%TAG`.
 * go-yaml refuses other directives, and an end of a document before its beginning.
 */
export function checkPrologue(text: string, toRange: ToRange): Problem | null {
  let hasVersion = false;
  for (const { 0: line, index } of text.matchAll(/[^\n]*\n?/g)) {
    const content = line.replace(/^\ufeff/, "").trimEnd();
    const range = toRange(index, index + line.trimEnd().length);
    if (/^\.\.\.(?:\s|$)/.test(content)) {
      return problem("config/yaml-early-end", { range, prometheus: "yaml: did not find expected node content" });
    }
    if (/^\s*(?:#|$)/.test(content) && line !== "") continue;
    const directive = /^%([\w-]+)[ \t]*(\S*)/.exec(content);
    if (directive === null) return null;
    const [, name, value] = directive;
    const fault = name === "TAG" ? null : findFault(name, value, hasVersion);
    if (fault === "version")
      return problem("config/yaml-version", { range, prometheus: "yaml: found incompatible YAML document" });
    if (fault !== null)
      return problem("config/yaml-directive", { parameters: { text: content }, range, prometheus: `yaml: ${fault}` });
    hasVersion ||= name === "YAML";
  }
  return null;
}

function findFault(name: string | undefined, value: string | undefined, hasVersion: boolean): string | null {
  if (name !== "YAML") return "found unknown directive name";
  if (hasVersion) return "found duplicate %YAML directive";
  return value === "1.1" ? null : "version";
}
