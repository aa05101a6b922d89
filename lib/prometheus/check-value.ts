import { goQuote } from "@/lib/relabel/go-quote";
import { isLabelName } from "@/lib/relabel/label-name";
import { semanticsOf } from "@/lib/relabel/semantics";
import { type Problem, problem } from "@/lib/result";
import type { Path } from "./check-shape";
import { parseDuration } from "./duration";
import type { Shape } from "./field-spec";
import { findUrlFault } from "./go-url";
import { isAtLeast, type PrometheusVersion } from "./versions";
import { isCapitalNull, isNull, type YamlMapping, type YamlNode, type YamlScalar } from "./yaml-node";

const SIZE = /^(?:[-+]?(?:0|(?:\d+(?:\.\d*)?|\.\d+)(?:B|[KMGTPE]i?B))+)$/;

/** Prometheus has a list for these fields, but takes any text. */
const FREE_CHOICES = new Set(["scheme", "action"]);

const URL_FIELDS = new Set(["proxy_url", "api_server", "url"]);

/** Checks one value of a known type; null when Prometheus takes it. */
export function checkValue(node: YamlNode, shape: Shape, path: Path, version: PrometheusVersion): Problem | null {
  if (node.kind === "mapping") return shape.kind === "labels" ? checkLabelNames(node, path, version) : null;
  if (node.kind !== "scalar") return null;
  if (shape.kind === "choice") return checkChoice(node, shape.options, path, version);
  // go-yaml leaves a value alone for `null` and `~`; for `NULL` and `Null` a duration reads an empty text.
  if (isNull(node))
    return isCapitalNull(node) && shape.kind === "duration" ? checkDuration({ ...node, text: "" }, path, version) : null;
  if (shape.kind === "duration") return checkDuration(node, path, version);
  if (shape.kind === "size") return checkSize(node, path);
  return shape.kind === "text" && URL_FIELDS.has(fieldOf(path)) ? checkUrl(node, path) : null;
}

function fieldOf(path: Path): string {
  return String(path.findLast((part) => typeof part === "string") ?? "");
}

function checkSize(node: YamlScalar, path: Path): Problem | null {
  const { text } = node;
  const prometheus = SIZE.test(text) ? sizeOverflow(text) : unreadableSize(text);
  return prometheus === null ? null : at(node, path, "config/size", { text }, prometheus);
}

function unreadableSize(text: string): string {
  return /^\d+$/.test(text) ? `units: unknown unit  in ${text}` : `units: invalid ${text}`.trimEnd();
}

/** Sizes are counted in 64 bits with a sign, and their digits are read before their unit is known. */
function sizeOverflow(text: string): string | null {
  const parts = [...text.matchAll(/(\d*)(\.\d*)?([KMGTPE]?)i?B/g)];
  if (parts.some(([, digits = ""]) => BigInt(`0${digits.slice(0, -1)}`) >= (2n ** 63n - 10n) / 10n))
    return `units: invalid ${text}`;
  const bytes = parts.reduce((sum, [, digits, fraction = "", unit = ""]) => {
    return sum + Number(`${digits}${fraction}`) * 1024 ** ("KMGTPE".indexOf(unit || "?") + 1);
  }, 0);
  return bytes > 2 ** 63 ? "units: overflow parsing unit" : null;
}

function checkUrl(node: YamlScalar, path: Path): Problem | null {
  const fault = node.text === "" ? null : findUrlFault(node.text);
  if (fault === null) return null;
  return at(node, path, "config/url", { url: node.text, reason: fault.replace(/^parse ".*": /, "") }, fault);
}

function checkDuration(node: YamlScalar, path: Path, version: PrometheusVersion): Problem | null {
  const duration = parseDuration(node.text, version);
  return duration.ok ? null : { ...duration.problems[0], path: [...path], range: node.place.range };
}

function checkLabelNames(node: YamlMapping, path: Path, version: PrometheusVersion): Problem | null {
  const bad = node.entries.find(({ key }) => !isLabelName(key.text, semanticsOf(version)))?.key;
  if (bad === undefined) return null;
  return at(
    bad,
    path,
    "label/name",
    { name: bad.text },
    `${goQuote(bad.text, semanticsOf(version).unicode)} is not a valid label name`,
  );
}

/** Prometheus's sentence for a value that is not in a field's list. */
const CHOICE_MESSAGES: Record<string, (text: string) => string> = {
  role: (text) => `unknown Kubernetes SD role ${goQuote(text)}`,
  min_version: (text) => `unknown TLS version: ${text}`,
  max_version: (text) => `unknown TLS version: ${text}`,
  type: (text) => `invalid DNS-SD records type ${text}`,
  api_version: (text) => `expected Alertmanager api version to be one of [v1 v2] but got ${text}`,
  metric_name_validation_scheme: (text) =>
    `unknown global name validation method specified, must be either 'legacy' or 'utf8', got ${text}`,
  metric_name_escaping_scheme: (text) =>
    `unknown scrape config name escaping method specified, must be one of 'allow-utf-8', 'underscores', 'dots', or 'values', got ${text}`,
};

/** Fields where an empty text is the default rather than a wrong value. */
const EMPTY_IS_DEFAULT = new Set(["fallback_scrape_protocol", "metric_name_validation_scheme", "metric_name_escaping_scheme"]);

/** Here only a null is the default. */
const NULL_IS_DEFAULT = new Set(["min_version", "max_version", "api_version"]);

function checkChoice(node: YamlScalar, all: readonly string[], path: Path, version: PrometheusVersion): Problem | null {
  const field = fieldOf(path);
  if (FREE_CHOICES.has(field)) return null;
  const text = isNull(node) ? "" : node.text;
  const options = all.filter((option) => option !== "PrometheusText1.0.0" || isAtLeast(version, 3, 0));
  const wanted = field === "type" ? text.toUpperCase() : text;
  if (options.includes(wanted) || (text === "" && EMPTY_IS_DEFAULT.has(field))) return null;
  if (isNull(node) && !isCapitalNull(node) && NULL_IS_DEFAULT.has(field)) return null;
  const prometheus =
    CHOICE_MESSAGES[field]?.(text) ?? `unknown scrape protocol ${text}, supported: [${options.toSorted().join(" ")}]`;
  return at(node, path, "config/choice", { field, text, options: options.join(", ") }, prometheus);
}

function at(node: YamlNode, path: Path, code: string, parameters: Problem["parameters"], prometheus: string): Problem {
  return problem(code, { parameters, path: [...path], range: node.place.range, prometheus });
}
