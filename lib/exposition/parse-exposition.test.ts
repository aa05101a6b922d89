import { describe, expect, test } from "vitest";
import { decodeExposition } from "./decode-exposition";
import type { ExpositionFormat } from "./dialect";
import { guessFormat, parseExposition } from "./parse-exposition";

const V3 = { major: 3, minor: 5 };
const V2 = { major: 2, minor: 53 };
const OLD = { major: 2, minor: 42 };

const parse = (text: string, format: ExpositionFormat = "prometheus", version = V3) => parseExposition(text, format, version);

/** Labels as `name=value`, to be read in one line. */
function labelsOf(text: string, format: ExpositionFormat = "prometheus", version = V3): string[][] {
  const { samples, problem } = parse(text, format, version);
  if (problem !== null) return [[problem.prometheus ?? problem.code]];
  return samples.map(({ labels }) => Object.entries(labels).map(([name, value]) => `${name}=${value}`));
}

describe("Prometheus text", () => {
  test.each([
    ["a name alone", "m 1", ["__name__=m"]],
    ["labels", 'm{a="1",b="2"} 1', ["__name__=m", "a=1", "b=2"]],
    ["blanks and tabs anywhere", 'm \t{ a = "1" , b="2", }\t1\t 17 ', ["__name__=m", "a=1", "b=2"]],
    ["commas that are missing", 'm{a="1" b="2"} 1', ["__name__=m", "a=1", "b=2"]],
    ["escapes, and backslashes that are none", String.raw`m{a="\"\\\n\q"} 1`, ["__name__=m", 'a="\\\n\\q']],
    ["a newline within quotes", 'm{a="1\n2"} 1', ["__name__=m", "a=1\n2"]],
    ["empty values as absent", 'm{a="",b="2"} 1', ["__name__=m", "b=2"]],
    ["a blank before the name as part of it", " m 1", ["__name__= m"]],
    ["quoted names", '{"http.requests","a b"="1"} 1', ["__name__=http.requests", "a b=1"]],
    ["the metric's name after a label", '{a="1","m"} 1', ["__name__=m", "a=1"]],
    ["a name with a colon", "job:m:rate5m 1", ["__name__=job:m:rate5m"]],
    [
      "labels called like properties of objects",
      'm{constructor="1",__proto__="2"} 1',
      ["__name__=m", "constructor=1", "__proto__=2"],
    ],
    ["no end of the last line", "m 1", ["__name__=m"]],
  ])("%s", (_guarantee, text, expected) => {
    expect(labelsOf(text)).toEqual([expected]);
  });

  test.each([
    ["a number without digits", "m x", 'strconv.ParseFloat: parsing "x": invalid syntax while parsing: "m x"'],
    ["a number beyond 64 bits", "m 1e400", 'strconv.ParseFloat: parsing "1e400": value out of range while parsing: "m 1e400"'],
    ["a hexadecimal number", "m 0x1p3", 'unsupported character in float while parsing: "m 0x1p3"'],
    ["no value", "m\n", 'expected value after metric, got "\\n" ("INVALID") while parsing: "m\\n"'],
    ["a digit in front", "1m 1", 'expected a valid start token, got "1" ("INVALID") while parsing: "1"'],
    ["a value without quotes", "m{a=1} 1", 'expected label value, got "1" ("INVALID") while parsing: "m{a=1"'],
    ["no equals sign", 'm{a"1"} 1', 'expected equal, got "\\"1\\"}" ("QSTRING") while parsing: "m{a\\"1\\"}"'],
    ["an open quote", 'm{a="1} 1', 'expected label value, got "\\"1} 1\\n" ("INVALID") while parsing: "m{a=\\"1} 1\\n"'],
    ["no name", '{a="1"} 1', 'metric name not set while parsing: "{a=\\"1\\"} 1"'],
    ["two names", 'm{"n"} 1', 'metric name already set while parsing: "m{\\"n\\"}"'],
    ["something behind the value", "m 1 # x", 'expected timestamp or new record, got "#" ("INVALID") while parsing: "m 1 #"'],
    ["a negative timestamp", "m 1 -5", 'expected timestamp or new record, got "-" ("INVALID") while parsing: "m 1 -"'],
    [
      "a timestamp beyond 64 bits",
      "m 1 99999999999999999999",
      'strconv.ParseInt: parsing "99999999999999999999": value out of range while parsing: "m 1 99999999999999999999"',
    ],
    [
      "something behind the timestamp",
      "m 1 5 6",
      'expected next entry after timestamp, got "6\\n" ("TIMESTAMP") while parsing: "m 1 5 6\\n"',
    ],
    ["an unknown type", "# TYPE m thing", 'invalid metric type "thing"'],
    ["a type with a blank behind", "# TYPE m counter ", 'invalid metric type "counter "'],
    ["a colon in a label name", 'm{a:b="1"} 1', 'expected equal, got ":" ("INVALID") while parsing: "m{a:"'],
  ])("fails for %s", (_guarantee, text, message) => {
    expect(labelsOf(text)).toEqual([[message]]);
  });

  test("samples before a mistake are there, with their lines and the mistake's place", () => {
    const { samples, problem } = parse("# c\na 1\n\nb{x=1} 2\nc 3\n");
    expect(samples.map(({ line, text }) => [line, text])).toEqual([[2, "a"]]);
    expect(problem).toMatchObject({
      code: "exposition/label-value",
      range: { line: 4, column: 5 },
      parameters: { line: 4, name: "x" },
    });
  });

  test("values and timestamps", () => {
    const { samples } = parse("a +Inf\nb -1.5e3 1700000000123\nc nan\n");
    expect(samples.map(({ value, timestampMs }) => [value, timestampMs])).toEqual([
      [Number.POSITIVE_INFINITY, null],
      [-1500, 1_700_000_000_123],
      [Number.NaN, null],
    ]);
  });

  test("metadata, by metric name", () => {
    const { families } = parse("# HELP m two\\nlines \\\\ \\q\n# TYPE m counter\nm 1\n# HELP n\n");
    expect([...families]).toEqual([
      ["m", { help: "two\nlines \\ \\q", type: "counter" }],
      ["n", { help: "" }],
    ]);
  });

  test.each([
    ["a comment", "# anything", 0],
    ["a comment without a blank", "#anything", 0],
    ["HELP that is longer", "# HELPS m x", 0],
    ["nothing", "", 0],
    ["blank lines", "\n \n\t\n", 0],
    ["NUL at the start of a line, which ends the scrape", "a 1\n\0b 1", 1],
  ])("%s is read without a word", (_guarantee, text, count) => {
    expect([parse(text).samples.length, parse(text).problem]).toEqual([count, null]);
  });

  test.each([
    ["1", "1.0"],
    ["10", "10.0"],
    ["0.5", "0.5"],
    ["1e6", "1e+06"],
    ["1000000", "1e+06"],
    ["123456", "123456.0"],
    ["0.00001", "1e-05"],
    ["-0", "0.0"],
    ["+Inf", "+Inf"],
    ["x", "x"],
  ])("a bucket's bound %s becomes %s in Prometheus 3, and stays in Prometheus 2", (written, normalised) => {
    const text = `# TYPE m histogram\nm_bucket{le="${written}",a="10"} 1\n`;
    expect(parse(text).samples[0]?.labels).toMatchObject({ le: normalised, a: "10" });
    expect(parse(text, "prometheus", V2).samples[0]?.labels.le).toBe(written);
  });

  test("names in quotes came with 2.51", () => {
    expect(labelsOf('{"m"} 1', "prometheus", OLD)).toEqual([['"INVALID" is not a valid start token']]);
    expect(labelsOf('{"m"} 1', "prometheus", V2)).toEqual([["__name__=m"]]);
  });

  test("a label written twice is told apart from an empty one", () => {
    const { samples } = parse('m{a="1",a="2",b="",b="3"} 1');
    expect(samples[0]).toMatchObject({ labels: { a: "1" }, repeated: [["a", "2"]], blank: ["b"] });
  });
});

describe("OpenMetrics", () => {
  const om = (text: string, version = V3) => labelsOf(text, "openmetrics", version);

  test.each([
    ["a series with an exemplar", 'm_total{a="1"} 1 # {trace="x"} 0.5 17.25\n# EOF', [["__name__=m_total", "a=1"]]],
    ["a broken timestamp in seconds", "m 1 17.5\n# EOF\n", [["__name__=m"]]],
    ["a comma before the end", 'm{a="1",} 1\n# EOF\n', [["__name__=m", "a=1"]]],
    ["quoted names", '{"a.b","c d"="1"} 1\n# EOF\n', [["__name__=a.b", "c d=1"]]],
    ["nothing but its end", "# EOF\n", []],
    ["not a single byte", "", []],
  ])("reads %s", (_guarantee, text, expected) => {
    expect(om(text)).toEqual(expected);
  });

  test.each([
    ["no end", "m 1\n", "data does not end with # EOF"],
    ["a line that breaks off", "m 1", "data does not end with # EOF"],
    ["more behind the end", "# EOF\nm 1\n", "unexpected data after # EOF"],
    ["an empty line", "m 1\n\n# EOF\n", 'expected a valid start token, got "\\n" ("INVALID") while parsing: "\\n"'],
    ["a comment", "# hello\n# EOF\n", 'expected a valid start token, got "# h" ("INVALID") while parsing: "# h"'],
    ["two blanks", "m  1\n# EOF\n", 'expected value after metric, got "  " ("INVALID") while parsing: "m  "'],
    ["blanks in braces", 'm{ a="1"} 1\n# EOF\n', 'expected label name, got " " ("INVALID") while parsing: "m{ "'],
    [
      "labels without a comma",
      'm{a="1"b="2"} 1\n# EOF\n',
      'expected comma or brace close, got "b=" ("LNAME") while parsing: "m{a=\\"1\\"b="',
    ],
    [
      "a newline within quotes",
      'm{a="1\n"} 1\n# EOF\n',
      'expected label value, got "\\"1\\n" ("INVALID") while parsing: "m{a=\\"1\\n"',
    ],
    ["a unit that is no suffix", "# UNIT m_bytes seconds\n# EOF\n", 'unit "seconds" not a suffix of metric "m_bytes"'],
    ["Prometheus's word for unknown", "# TYPE m untyped\n# EOF\n", 'invalid metric type "untyped"'],
    ["an infinite timestamp", "m 1 Inf\n# EOF\n", "invalid timestamp +Inf"],
    [
      "an exemplar's name without a value",
      "m 1 # {a} 1\n# EOF\n",
      'expected label name, got "} " ("BCLOSE") while parsing: "m 1 # {a} "',
    ],
  ])("fails for %s", (_guarantee, text, message) => {
    expect(om(text)).toEqual([[message]]);
  });

  test("only counters and buckets have exemplars in 2.42", () => {
    expect(om("m 1 # {} 1\n# EOF\n", OLD)).toEqual([["metric name m does not support exemplars"]]);
    expect(om("m_total 1 # {} 1\n# EOF\n", OLD)).toEqual([["__name__=m_total"]]);
  });
});

describe("bytes that are not UTF-8", () => {
  const bytes = (before: string, byte: number, after: string) =>
    Uint8Array.from([...new TextEncoder().encode(before), byte, ...new TextEncoder().encode(after)]);
  const decoded = (before: string, after: string) => decodeExposition(bytes(before, 0xff, after));

  test.each([
    ["pass in a comment", "# ", " c\nm 1\n", null],
    ["fail the scrape in a value", 'm{a="é', '"} 1\n', 'invalid UTF-8 label value: "\\"é\\xff\\""'],
    ["fail it in HELP", "# HELP m ", "\nm 1\n", 'help text "\\xff" is not a valid utf8 string'],
    ["fail it in front of a name", "", "m 1\n", 'expected a valid start token, got "\\xff" ("INVALID") while parsing: "\\xff"'],
  ])("%s", (_guarantee, before, after, message) => {
    expect(parse(decoded(before, after)).problem?.prometheus ?? null).toBe(message);
  });

  test.each([
    ["a lone continuation", [0x80], "\udc80"],
    ["an overlong form", [0xc0, 0xaf], "\udcc0\udcaf"],
    ["half of a surrogate pair", [0xed, 0xa0, 0x80], "\udced\udca0\udc80"],
    ["beyond U+10FFFF", [0xf4, 0x90, 0x80, 0x80], "\udcf4\udc90\udc80\udc80"],
    ["a character that breaks off", [0xe4, 0xb8], "\udce4\udcb8"],
    ["good ones between", [0xff, 0xe4, 0xb8, 0xad, 0xfe], "\udcff中\udcfe"],
  ])("%s is kept byte by byte", (_guarantee, input, expected) => {
    expect(decodeExposition(Uint8Array.from(input))).toBe(expected);
  });
});

test.each([
  ["m 1\n# EOF\n", "openmetrics"],
  ["m 1\n# EOF", "openmetrics"],
  ["# EOF", "openmetrics"],
  ["m 1\n", "prometheus"],
  ["m 1\n# EOF\nm 2\n", "prometheus"],
])("%j looks like %s", (text, format) => {
  expect(guessFormat(text)).toBe(format);
});
