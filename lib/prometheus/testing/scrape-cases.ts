// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of Prometheus look like those of JavaScript
import fc from "fast-check";
import type { ExpositionFormat } from "@/lib/exposition/dialect";
import type { MetricJob } from "@/lib/prometheus/metric-pipeline";
import type { RelabelRule } from "@/lib/relabel/relabel-rule";

/** One target: what it answers and what its job does with the answer. */
export type ScrapeCase = {
  readonly format: ExpositionFormat;
  readonly body: Uint8Array;
  readonly job: MetricJob;
  /** Labels of the target beside its address. */
  readonly target: Readonly<Record<string, string>>;
  readonly rules: readonly RelabelRule[];
};

const often = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>, weight = 9) =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: rare });

const labelName = often(
  fc.constantFrom("a", "b", "c", "x_a", "y_a", "job", "instance", "env", "exported_job", "exported_a", "exported_env"),
  fc.constantFrom("le", "quantile", "__tmp", "_", "A9", "__name__", "1x", "a:b", "é", "a.b", ""),
  60,
);
const quotedName = fc.constantFrom('"a.b"', '"é"', '"a"', '"job"', '"a\\"b"', '""', '"a\nb"', '"__name__"', '"x y"');
const metricName = often(
  fc.constantFrom("m", "n", "m_total", "m_bucket", "m_created", "http:rate", "_m", "m_seconds"),
  fc.constantFrom("1m", "é", "m-x", "m.x", "M", ":", "toString", "__proto__"),
  60,
);
const labelValue = often(
  fc.constantFrom("", "1", "own", "x", "0.5", "10", "1e6", "+Inf", "é", "中文", "😀", "a b", "{}", "a,b=c", "#"),
  fc.constantFrom('\\"', "\\\\", "\\n", "\\q", "\\", "a\nb", "\t", "\u0001", "\0", "\u2028", "1_0", "0x1p-2", "éééééééé", "'"),
  20,
);
const number = often(
  fc.constantFrom("1", "0", "-1.5", "1e3", "+Inf", "-Inf", "NaN", ".5", "5.", "1E-7", "inf", "Infinity", "nan", "+1"),
  fc.constantFrom("x", "1_0", "0x10", "0x1p4", "1e400", "1e-400", "--1", "+nan", "1,5", "1e", "é", ".", "infin", "{", "1}"),
  60,
);

/** Around the time of the run: what is much older or later is not stored, and no error either. */
const stamp = (format: ExpositionFormat) => {
  const now = Math.floor(Date.now() / 1000);
  const seconds = fc.integer({ min: now - 60, max: now });
  const good = format === "openmetrics" ? seconds.map((at) => `${at}.5`) : seconds.map((at) => `${at}000`);
  return often(good, fc.constantFrom("x", "99999999999999999999", "1e3x", "NaN", "Inf", "1.5.1", "#", "-"), 15);
};

const pair = fc
  .tuple(often(labelName, quotedName, 25), labelValue, often(fc.constant("="), fc.constantFrom(" = ", "= ", " =", ":", ""), 30))
  .map(([name, value, sign]) => `${name}${sign}"${value}"`);

const labels = fc
  .tuple(
    fc.uniqueArray(pair, { maxLength: 4, selector: (text) => text.split(/[ =:]/)[0] }),
    often(fc.constant(","), fc.constantFrom(", ", " ,", ",,", " ", ";"), 20),
    often(fc.constant(""), fc.constantFrom(",", " ", ", ", ",,"), 12),
  )
  .map(([pairs, comma, end]) => pairs.join(comma) + end);

const exemplar = fc
  .tuple(often(fc.constant(""), pair, 1), number, often(fc.constant(""), fc.constantFrom(" 1.5", " x", " NaN", "  1", " 1 1"), 3))
  .map(([text, value, at]) => ` # {${text}} ${value}${at}`);

function series(format: ExpositionFormat): fc.Arbitrary<string> {
  const blank = often(fc.constant(" "), fc.constantFrom("  ", "\t", "", " \t "), 25);
  const tail =
    format === "openmetrics"
      ? often(fc.constant(""), exemplar, 6)
      : often(fc.constant(""), fc.constantFrom(" ", "\t", " # x"), 20);
  const head = fc.oneof(
    { weight: 3, arbitrary: metricName },
    { weight: 9, arbitrary: fc.tuple(metricName, labels).map(([name, text]) => `${name}{${text}}`) },
    { weight: 1, arbitrary: fc.tuple(metricName, labels).map(([name, text]) => `${name} {${text}}`) },
    { weight: 1, arbitrary: fc.tuple(metricName, labels).map(([name, text]) => `{"${name}"${text === "" ? "" : ","}${text}}`) },
    { weight: 1, arbitrary: labels.map((text) => `{${text}}`) },
  );
  const at = often(
    fc.constant(""),
    stamp(format).map((text) => ` ${text}`),
    6,
  );
  return fc
    .tuple(often(fc.constant(""), fc.constantFrom(" ", "\t"), 40), head, blank, number, at, tail)
    .map(([indent, name, gap, value, time, rest]) => `${indent}${name}${gap}${value}${time}${rest}`);
}

const meta = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("TYPE", "TYPE", "HELP", "UNIT", "HELPX", "EOF", "type"),
      metricName,
      often(
        fc.constantFrom("counter", "gauge", "histogram", "summary", "untyped", "unknown", "info", "stateset", "gaugehistogram"),
        fc.constantFrom("", "counter ", "seconds", "two words", "a\\nb", "é", "x\0y"),
        3,
      ),
    )
    .map(([word, name, text]) => `# ${word} ${name} ${text}`),
  fc.constantFrom(
    "# a comment",
    "#",
    "#x",
    "#  ",
    "",
    " ",
    "# HELP",
    "# HELP m",
    "# TYPE m",
    "#\tTYPE\tm\tgauge",
    "# TYPE  m  gauge",
    '# HELP "a.b" text',
    "# EOF",
  ),
);

const NOISE = ["{", "}", '"', "\\", "\n", " ", "\t", ",", "=", "#", "\0", "1", "a", "é", "😀", "-", ".", "\r", "e"];

type Change = (bytes: Uint8Array) => Uint8Array;

/** Takes out, puts in or replaces one byte or piece. */
const noise: fc.Arbitrary<Change> = fc
  .tuple(fc.nat(10_000), fc.constantFrom("out", "in", "byte"), fc.constantFrom(...NOISE), fc.constantFrom(0xff, 0xc3, 0x80, 0xed))
  .map(([place, kind, piece, byte]) => (bytes: Uint8Array): Uint8Array => {
    const at = bytes.length === 0 ? 0 : place % bytes.length;
    const inserted = kind === "byte" ? Uint8Array.of(byte) : new TextEncoder().encode(kind === "in" ? piece : "");
    return Uint8Array.from([...bytes.slice(0, at), ...inserted, ...bytes.slice(kind === "out" ? at + 1 : at)]);
  });

function body(format: ExpositionFormat): fc.Arbitrary<Uint8Array> {
  const metaWeight = format === "openmetrics" ? 1 : 3;
  const line = fc.oneof({ weight: 14, arbitrary: series(format) }, { weight: metaWeight, arbitrary: meta });
  const lines = fc.tuple(fc.array(line, { maxLength: 6 }), often(fc.constant("\n"), fc.constantFrom("\n\n", "\r\n"), 40));
  const end =
    format === "openmetrics"
      ? often(fc.constant("# EOF\n"), fc.constantFrom("", "# EOF", "# EOF\n\n", "# EOF x"), 12)
      : often(fc.constant("\n"), fc.constant(""), 6);
  const text = fc.tuple(lines, end).map(([[all, lineEnd], last]) => {
    const joined = all.map((one) => `${one}${lineEnd}`).join("");
    return format === "openmetrics" ? joined + last : joined.slice(0, joined.length - 1) + last;
  });
  return fc
    .tuple(text, often(fc.constant<Change[]>([]), fc.array(noise, { minLength: 1, maxLength: 2 }), 6))
    .map(([written, changes]) => changes.reduce<Uint8Array>((bytes, change) => change(bytes), new TextEncoder().encode(written)));
}

const ruleName = fc.constantFrom(
  "a",
  "b",
  "c",
  "x_a",
  "y_a",
  "job",
  "instance",
  "env",
  "__name__",
  "__tmp",
  "exported_job",
  "le",
);
const nameRegex = fc.constantFrom(
  "a|b",
  "._(a)",
  "x_(.*)",
  "(.)",
  "__name__",
  "job|instance",
  "exported_(.*)",
  "env",
  ".*_a",
  "(a|b|c)",
  "[a-c]|job|__name__",
  "(.*)",
);
const rule: fc.Arbitrary<RelabelRule> = fc.oneof(
  fc.record({
    source_labels: fc.array(ruleName, { minLength: 1, maxLength: 2 }),
    target_label: ruleName,
    regex: fc.constantFrom("(.*)", "(.+)", "1|own", "m;.*", "x?"),
    replacement: fc.constantFrom("$1", "p_$1", "", "é", "a b", "${1}_x"),
  }),
  fc.record({ target_label: often(ruleName, fc.constantFrom("a.b", "new"), 4), replacement: fc.constantFrom("early", "", "1") }),
  fc.record({
    source_labels: fc.array(ruleName, { minLength: 1, maxLength: 2 }),
    regex: fc.constantFrom("m|n", "m.*", "own|1|x", "", ".+;.+", "(?i)M"),
    action: fc.constantFrom("keep", "drop"),
  }),
  fc.record({
    source_labels: fc.array(ruleName, { minLength: 1, maxLength: 1 }),
    target_label: ruleName,
    action: fc.constantFrom("keepequal", "dropequal", "lowercase", "uppercase"),
  }),
  fc.record({
    regex: nameRegex,
    replacement: fc.constantFrom("$1", "x_$1", "a", "__name__", "y_a", "${1}_z"),
    action: fc.constant("labelmap"),
  }),
  fc.record({ regex: nameRegex, action: often(fc.constant("labeldrop"), fc.constant("labelkeep"), 4) }),
  fc.record({
    source_labels: fc.array(ruleName, { maxLength: 2 }),
    target_label: ruleName,
    modulus: fc.constantFrom(1, 8, 1000),
    action: fc.constant("hashmod"),
  }),
);

const limit = (...values: number[]) => often(fc.constant(0), fc.constantFrom(...values), 25);
const job: fc.Arbitrary<MetricJob> = fc.record({
  honor_labels: fc.boolean(),
  sample_limit: limit(1, 2, 3),
  label_limit: limit(4, 5, 7),
  label_name_length_limit: limit(7, 8, 12),
  label_value_length_limit: limit(3, 15, 20),
  metric_name_validation_scheme: often(fc.constant("utf8"), fc.constant("legacy"), 5) as fc.Arbitrary<"utf8" | "legacy">,
});

const target = fc.dictionary(
  fc.constantFrom("env", "a", "exported_job", "exported_a", "x_a", "__tmp", "instance"),
  fc.constantFrom("t", "1", "é"),
  {
    maxKeys: 3,
    noNullPrototype: true,
  },
);

export const scrapeCase: fc.Arbitrary<ScrapeCase> = fc
  .constantFrom("prometheus" as const, "openmetrics" as const)
  .chain((format) =>
    fc.record({
      format: fc.constant(format),
      body: body(format),
      job,
      target,
      rules: often(fc.array(rule, { maxLength: 4 }), fc.constant<RelabelRule[]>([]), 3),
    }),
  );
