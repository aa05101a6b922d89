import { findSecrets } from "@/lib/bundles/secret-places";
import { readRelabelConfigs } from "@/lib/prometheus/read-relabel-configs";
import { NEWEST_KNOWN_VERSION, parsePrometheusVersion } from "@/lib/prometheus/versions";
import { parseYaml } from "@/lib/prometheus/yaml";
import { type Problem, problem } from "@/lib/result";
import { type LabDraft, parseParams } from "./lab-draft";

type Kind = "jwt" | "private_key" | "authorization" | "url_password" | "token" | "named";

/** Texts that are secrets whatever stands around them. */
const SHAPES: readonly (readonly [Kind, RegExp])[] = [
  ["private_key", /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/g],
  ["jwt", /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g],
  ["authorization", /\bBearer\s+[A-Za-z0-9+/=._~-]{16,}/gi],
  ["authorization", /\bBasic\s+(?=[A-Za-z]*[A-Z0-9+/=])[A-Za-z0-9+/]{8,}={0,2}(?![\w])/g],
  ["url_password", /[a-z][a-z0-9+.-]{1,20}:\/\/[^/?#\s"'@:]{0,200}:[^/?#\s"'@]{1,200}@/gi],
  ["token", /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|glpat-[\w-]{18,}|xox[abprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}|hvs\.[\w-]{20,})\b/g],
];

const SECRET_WORD =
  "(?:password|passwd|passphrase|secret|token|credentials?|api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|authorization)";

/** `password: x`, `"api_key": "x"`, `__param_token="x"`, `?token=x`; a name that goes on (`token_file`) is another one. */
const NAMED = new RegExp(
  String.raw`${SECRET_WORD}(?:\\?["'])?[ \t]{0,8}(?:=|:(?=[ \t"'\\]))[ \t]{0,8}(?:\\?["'])?([^\s"',}\]&\\#]{1,200})`,
  "gi",
);

/** Values that give nothing away. */
const HARMLESS = /^(?:<secret>|true|false|null|none|~|\*+|x+|\$.*|\d{1,5}|required|optional|enabled|disabled)$/i;

const SECRET_NAME = new RegExp(`${SECRET_WORD}$`, "i");

/** Finds what must not get into a link that people pass on: the kind and the place of each secret, never the secret itself. */
export function findShareSecrets({ rulesText, labelsText, job, prometheusVersion }: LabDraft): Problem[] {
  return [
    ...inText("rules", rulesText),
    ...inConfig(rulesText),
    ...inRules(rulesText, prometheusVersion),
    ...inText("labels", labelsText),
    ...Object.entries(job).flatMap(([field, text]) => inText("job", text).map((found) => ({ ...found, path: ["job", field] }))),
    ...Object.entries(parseParams(job.params))
      .filter(([name, values]) => SECRET_NAME.test(name) && values.some(isTelling))
      .map(([name]) => problem("share/secret-parameter", { parameters: { name }, path: ["job", "params"] })),
  ].filter((found, index, all) => all.findIndex((other) => placeOf(other) === placeOf(found)) === index);
}

function inText(where: "rules" | "labels" | "job", text: string): Problem[] {
  const found: Problem[] = [];
  for (const [kind, shape] of SHAPES) {
    for (const match of text.matchAll(shape)) found.push(secretAt(where, text, match, kind));
  }
  for (const match of text.matchAll(NAMED)) {
    if (isTelling(match[1] ?? "")) found.push(secretAt(where, text, match, "named"));
  }
  return found;
}

/** What Prometheus itself keeps secret, when somebody pastes more of a config than its rules. */
function inConfig(text: string): Problem[] {
  const document = parseYaml(text);
  if (!document.ok || document.value.root === null) return [];
  return findSecrets(document.value.root)
    .filter(({ scalar }) => isTelling(scalar.text))
    .map(({ scalar }) => {
      const parameters = { where: "rules", kind: "named", line: scalar.place.range.line };
      return problem("share/secret", { parameters, path: ["rulesText"] });
    });
}

/** A constant written into a label whose name says that it is secret. */
function inRules(rulesText: string, prometheusVersion: string): Problem[] {
  const rules = readRelabelConfigs(rulesText, parsePrometheusVersion(prometheusVersion) ?? NEWEST_KNOWN_VERSION);
  if (!rules.ok) return [];
  return rules.value.flatMap(({ target_label, replacement, ranges }): Problem[] => {
    if (!SECRET_NAME.test(target_label ?? "") || !isTelling(replacement ?? "") || /\$/.test(replacement ?? "")) return [];
    const line = ranges?.rule.line ?? 1;
    return [problem("share/secret", { parameters: { where: "rules", kind: "named", line }, path: ["rulesText"] })];
  });
}

function secretAt(where: "rules" | "labels" | "job", text: string, match: RegExpExecArray, kind: Kind): Problem {
  const before = text.slice(0, match.index);
  const line = before.split("\n").length;
  return problem("share/secret", { parameters: { where, kind, line }, path: [`${where}Text`] });
}

function isTelling(value: string): boolean {
  return value !== "" && !HARMLESS.test(value);
}

/** Of several reasons to refuse one line one is enough. */
function placeOf({ parameters, path }: Problem): string {
  return `${parameters.where ?? ""} ${parameters.line ?? ""} ${parameters.name ?? ""} ${path.join(".")}`;
}
