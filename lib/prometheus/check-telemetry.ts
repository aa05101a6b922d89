import { goQuote } from "@/lib/relabel/go-quote";
import { RESERVED_HEADERS } from "./check-remote";
import { isSet, isTrue, itemsOf, type ObjectCheck, report, textOf } from "./config-finding";
import { isAtLeast } from "./versions";
import { valueUnder, type YamlNode } from "./yaml-node";

const TRACING_CLIENTS = ["http", "grpc"];
const COMPRESSIONS = ["gzip"];

/** Where Prometheus sends traces of itself. */
export function checkTracing(check: ObjectCheck): void {
  const client = textOf(check.node, "client_type");
  if (isSet(check.node, "client_type") && !TRACING_CLIENTS.includes(client)) {
    const prometheus = `expected tracing client type to be to be http or grpc, but got ${client}`;
    reportChoice(check, "client_type", TRACING_CLIENTS, prometheus);
  }
  if (textOf(check.node, "endpoint") === "") {
    report(check, "endpoint", { code: "config/tracing-endpoint", prometheus: "tracing endpoint must be set" });
  }
  const compression = textOf(check.node, "compression");
  if (compression !== "" && !COMPRESSIONS.includes(compression)) {
    const prometheus = `invalid compression type ${compression} provided, valid options: gzip`;
    reportChoice(check, "compression", COMPRESSIONS, prometheus);
  }
  const headers = valueUnder(check.node, "headers");
  for (const { key } of headers?.kind === "mapping" ? headers.entries : []) {
    const name = key.text.toLowerCase();
    const isAuthorization = name === "authorization";
    if (!isAuthorization && !RESERVED_HEADERS.has(name)) continue;
    const prometheus = isAuthorization
      ? "custom authorization header configuration is not yet supported"
      : `${key.text} is a reserved header. It must not be changed`;
    report(check, "headers", { code: "config/reserved-header", parameters: { header: key.text }, prometheus });
  }
}

/** How names and attributes of OpenTelemetry become labels. Strategies have minimal versions and need UTF-8 names, or not. */
export function checkOtlp(check: ObjectCheck, global: YamlNode | null): void {
  checkStrategy(check, textOf(global, "metric_name_validation_scheme") === "legacy");
  const promotesAll = isTrue(check.node, "promote_all_resource_attributes");
  const promoted = itemsOf(check.node, "promote_resource_attributes");
  const ignored = itemsOf(check.node, "ignore_resource_attributes");
  if (promotesAll && promoted.length > 0) {
    const prometheus = "'promote_all_resource_attributes' and 'promote_resource_attributes' cannot be configured simultaneously";
    report(check, "promote_resource_attributes", { code: "config/otlp-promote-twice", prometheus });
  }
  if (!promotesAll && ignored.length > 0) {
    const prometheus = "'ignore_resource_attributes' cannot be configured unless 'promote_all_resource_attributes' is true";
    report(check, "ignore_resource_attributes", { code: "config/otlp-ignore-alone", prometheus });
  }
  checkAttributes(check, "promote_resource_attributes", "promoted");
  if (promotesAll) checkAttributes(check, "ignore_resource_attributes", "ignored");
}

function checkStrategy(check: ObjectCheck, isLegacy: boolean): void {
  const strategy = textOf(check.node, "translation_strategy");
  if (strategy === "") return;
  const options = [
    "UnderscoreEscapingWithSuffixes",
    ...(isAtLeast(check.version, 3, 6) ? ["UnderscoreEscapingWithoutSuffixes"] : []),
    "NoUTF8EscapingWithSuffixes",
    ...(isAtLeast(check.version, 3, 4) ? ["NoTranslation"] : []),
  ];
  const field = "translation_strategy";
  if (!options.includes(strategy)) {
    reportChoice(check, field, options, `unsupported OTLP translation strategy ${goQuote(strategy)}`);
  } else if (isLegacy && strategy.startsWith("No")) {
    const prometheus = `OTLP translation strategy ${goQuote(strategy)} is not allowed when UTF8 is disabled`;
    const escaping = options.filter((option) => option.startsWith("Underscore"));
    reportChoice(check, field, escaping, prometheus);
  }
}

/** All mistakes of a list make one sentence. */
function checkAttributes(check: ObjectCheck, field: string, participle: string): void {
  const seen = new Set<string>();
  const faults = itemsOf(check.node, field).flatMap((item) => {
    const name = item.kind === "scalar" && item.tag !== "null" ? item.text.trim() : "";
    if (name === "") return [`empty ${participle} OTel resource attribute`];
    if (seen.has(name)) return [`duplicated ${participle} OTel resource attribute ${goQuote(name)}`];
    seen.add(name);
    return [];
  });
  if (faults.length === 0) return;
  const prometheus = `invalid '${field}': ${faults.join("\n")}`;
  report(check, field, { code: "config/otlp-attributes", parameters: { field }, prometheus });
}

function reportChoice(check: ObjectCheck, field: string, options: readonly string[], prometheus: string): void {
  const parameters = { field, text: textOf(check.node, field), options: options.join(", ") };
  report(check, field, { code: "config/choice", parameters, prometheus });
}
