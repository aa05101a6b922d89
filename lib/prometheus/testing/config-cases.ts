import fc from "fast-check";
import { SCHEMA_OBJECTS, type SchemaObjectName } from "@/lib/prometheus/config-json-schema-fields";
import type { ConfigObjectName } from "@/lib/prometheus/config-more-fields";
import { findField, type Shape } from "@/lib/prometheus/field-spec";
import measured from "@/lib/prometheus/testdata/config-errors.public.json";
import pieces from "@/lib/prometheus/testdata/differential-configs.json";

/** Lines of one object's fields, without indentation. */
type Lines = readonly string[];

const MEASURED = measured.map(({ config }) => config);

const anyOf = <T>(list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list);
const BY_FIELD: Readonly<Record<string, readonly string[]>> = { ...pieces.byField, ...pieces.loose };
const BY_KIND: Readonly<Record<string, readonly string[]>> = pieces.byKind;
const DEPTH_MAX = 5;

/** A field that every config of its kind needs, so that more than its absence is tried. */
const USUAL: Partial<Record<SchemaObjectName, Lines>> = {
  scrape_config: ["job_name: a"],
  kubernetes_sd_config: ["role: pod"],
  remote_write: ["url: 'http://h/w'"],
  remote_read: ["url: 'http://h/r'"],
  http_sd_config: ["url: 'http://h/sd'"],
  file_sd_config: ["files: [x.json]"],
  dns_sd_config: ["names: [a]"],
  oauth2: ["client_id: c", "token_url: 'http://t/'", "client_secret: s"],
};

/** What the table of fields lets through unseen. */
const MORE_FIELDS: Partial<Record<SchemaObjectName, Readonly<Record<string, readonly string[]>>>> = {
  scrape_config: pieces.foreign,
  alertmanager: { consul_sd_configs: pieces.foreign.consul_sd_configs, sigv4: pieces.loose.sigv4 },
  remote_write: {
    metadata_config: pieces.loose.metadata_config,
    queue_config: pieces.loose.queue_config,
    sigv4: pieces.loose.sigv4,
    azuread: pieces.loose.azuread,
    protobuf_message: pieces.loose.protobuf_message,
    send_native_histograms: pieces.loose.send_native_histograms,
    round_robin_dns: pieces.loose.round_robin_dns,
    google_iam: pieces.loose.google_iam,
  },
  remote_read: { filter_external_labels: pieces.loose.filter_external_labels },
};

function linesOf(name: ConfigObjectName, depth: number): fc.Arbitrary<Lines> {
  if (!(name in SCHEMA_OBJECTS)) return fc.constant(["x: 1"]);
  const object = name as SchemaObjectName;
  const fields = Object.keys(SCHEMA_OBJECTS[object]).filter((field) => field !== "open");
  const known = fc.subarray(fields, { minLength: 1, maxLength: Math.min(3, fields.length) }).chain((chosen) => {
    const usual = (USUAL[object] ?? []).filter((line) => !chosen.some((field) => line.startsWith(`${field}:`)));
    const written = fc.tuple(...chosen.map((field) => fieldLines(object, field, depth)));
    return fc
      .tuple(written, fc.boolean())
      .map(([lines, isFirst]) => (isFirst ? [...usual, ...lines.flat()] : [...lines.flat(), ...usual]));
  });
  const more = Object.entries(MORE_FIELDS[object] ?? {}).flatMap(([field, values]) =>
    values.map((value) => `${field}: ${value}`),
  );
  const extra = more.length === 0 ? anyOf(pieces.unknownFields) : fc.oneof(anyOf(more), anyOf(pieces.unknownFields));
  return fc
    .tuple(known, fc.option(extra, { freq: 12, nil: "" }), fc.nat(40))
    .map(([lines, line, chance]) => [...lines, ...(line !== "" && chance < 4 ? [line] : [])]);
}

function fieldLines(object: SchemaObjectName, field: string, depth: number): fc.Arbitrary<Lines> {
  const shape = findField(object, field)?.shape;
  const values = BY_FIELD[field];
  const inline = (list: readonly string[]) => anyOf(list).map((value) => [`${field}: ${value}`]);
  if (shape === undefined) return inline(["x"]);
  const odd = inline(BY_KIND[shape.kind] ?? ["x", "null"]);
  const usual = values === undefined ? structured(field, shape, depth) : inline(values);
  return fc.oneof({ weight: 6, arbitrary: usual ?? odd }, { weight: 1, arbitrary: odd });
}

/** Objects and lists of them, written as blocks. */
function structured(field: string, shape: Shape, depth: number): fc.Arbitrary<Lines> | null {
  if (depth >= DEPTH_MAX) return null;
  if (shape.kind === "object") {
    return linesOf(shape.name, depth + 1).map((lines) => [`${field}:`, ...lines.flatMap((line) => indent(line, "  "))]);
  }
  if (shape.kind !== "list" || shape.of.kind !== "object") return null;
  const items = fc.array(linesOf(shape.of.name, depth + 1), { minLength: 1, maxLength: 2 });
  return fc
    .tuple(items, fc.nat(20))
    .map(([list, chance]) => [
      `${field}:`,
      ...list.flatMap((lines) => lines.flatMap((line, i) => indent(line, i === 0 ? "- " : "  "))),
      ...(chance === 0 ? ["-"] : []),
    ]);
}

function indent(line: string, mark: string): string[] {
  return line.split("\n").map((part, i) => (i === 0 ? mark : "  ") + part);
}

const built = linesOf("config", 0).map((lines) => `${lines.join("\n")}\n`);
const job = linesOf("scrape_config", 1).map((lines) =>
  ["scrape_configs:", ...lines.flatMap((line, i) => indent(line, i === 0 ? "- " : "  ")), ""].join("\n"),
);
const discovery = linesOf("kubernetes_sd_config", 2).map((lines) =>
  [
    "scrape_configs:",
    "- job_name: a",
    "  kubernetes_sd_configs:",
    ...lines.flatMap((line, i) => indent(line, i === 0 ? "  - " : "    ")),
    "",
  ].join("\n"),
);

const SIGNS = [..."-:?[]{},#&*!|>'\"%@` \t\n~0"];

/** A text with one spot changed: a sign put in or taken out, a line repeated, moved in or out. */
function mutate(text: string, at: number, what: number, sign: string): string {
  const lines = text.split("\n");
  const row = at % lines.length;
  const line = lines[row] ?? "";
  const column = at % (line.length + 1);
  const changed = [
    line.slice(0, column) + sign + line.slice(column),
    line.slice(0, column) + line.slice(column + 1),
    `${line}\n${line}`,
    ` ${line}`,
    line.replace(/^ {1,2}/, ""),
    line.replace(/: .*/, `: ${sign}`),
    line.replace(/: .*/, ":"),
    line.replace(/(\w+):/, "'$1':"),
    line.replace(/: (.*)/, ": &x $1"),
    line.replace(/: (.*)/, ": *x"),
    line.replace(/(\w+):.*/, "<<: *x"),
    `${line} # comment`,
  ];
  lines[row] = changed[what % changed.length] ?? line;
  return lines.join("\n");
}

const mutated = fc
  .tuple(fc.oneof(anyOf(MEASURED), built), fc.nat(), fc.nat(), anyOf(SIGNS))
  .map(([text, at, what, sign]) => mutate(text, at, what, sign));

/** Whole configs, good and bad, of every kind that the checks know. */
export const configCase: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: built },
  { weight: 4, arbitrary: job },
  { weight: 3, arbitrary: discovery },
);

/** Measured and built configs with one spot of the text changed: YAML itself is what breaks. */
export const mutatedConfig: fc.Arbitrary<string> = mutated;
