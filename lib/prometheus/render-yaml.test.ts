import fc from "fast-check";
import { expect, test } from "vitest";
import { renderScalar, renderYaml, type YamlValue } from "./render-yaml";
import { parseYaml } from "./yaml";
import type { YamlNode } from "./yaml-node";

/** The tree as plain values; a scalar is read back by the tag that go-yaml gives it. */
function plain(node: YamlNode | null): unknown {
  if (node === null) return null;
  if (node.kind === "sequence") return node.items.map(plain);
  if (node.kind === "mapping") return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
  if (node.tag === "null") return null;
  if (node.tag === "bool") return node.text === "true";
  return node.tag === "int" ? Number(node.text) : node.text;
}

function readBack(text: string): unknown {
  const result = parseYaml(text);
  return result.ok ? plain(result.value.root) : result.problems[0];
}

test.each<[guarantee: string, text: string, written: string]>([
  ["a word stays plain", "endpointslice", "endpointslice"],
  ["a label name stays plain", "__meta_kubernetes_pod_name", "__meta_kubernetes_pod_name"],
  ["a job name with a slash stays plain", "alpha/pods", "alpha/pods"],
  ["a URL stays plain", "https://10.0.0.1:6443/k8s", "https://10.0.0.1:6443/k8s"],
  ["a duration stays plain", "30s", "30s"],
  ["the Norway problem", "no", '"no"'],
  ["y is a boolean to YAML 1.1", "y", '"y"'],
  ["a base-60 number of YAML 1.1", "1:20", '"1:20"'],
  ["a date", "2026-01-01", '"2026-01-01"'],
  ["an octal", "010", '"010"'],
  ["a float in disguise", "1e3", '"1e3"'],
  ["nothing at all", "", '""'],
  ["a colon at the end would start a mapping", "a:", '"a:"'],
  ["a comment sign", "a #b", '"a #b"'],
  ["an anchor sign", "&a", '"&a"'],
  ["the merge key", "<<", '"<<"'],
  ["quotes and backslashes", 'a"\\d', '"a\\"\\\\d"'],
  ["a line break cannot leave the scalar", "a\nb: c", '"a\\nb: c"'],
  ["NEL, which go-yaml takes for a line break", "a\u0085b", '"a\\x85b"'],
  ["the line separator of Unicode", "a\u2028b", '"a\\u2028b"'],
  ["half a surrogate pair is no text", "a\ud800b", '"a\ufffdb"'],
  ["Chinese and emoji stay readable", "集群😀", '"集群😀"'],
])("%s: %j", (_guarantee, text, written) => {
  expect(renderScalar(text)).toBe(written);
});

test("a scrape config reads like one that a person wrote", () => {
  const config = {
    job_name: "alpha/pods",
    honor_labels: true,
    skipped: undefined,
    kubernetes_sd_configs: [{ role: "pod", tls_config: { ca_file: "a/ca.crt" } }],
    relabel_configs: [{ source_labels: ["a", "b:c"], regex: "(.+);(.+)" }, {}],
    empty: [],
  };
  expect(renderYaml([config], 2)).toBe(`  - job_name: alpha/pods
    honor_labels: true
    kubernetes_sd_configs:
      - role: pod
        tls_config:
          ca_file: a/ca.crt
    relabel_configs:
      - source_labels: [a, "b:c"]
        regex: "(.+);(.+)"
      - {}
    empty: []
`);
});

test("a list too long for a line gets lines of its own", () => {
  const names = Array.from({ length: 6 }, (_, index) => `__meta_kubernetes_pod_label_${index}`);
  expect(renderYaml({ source_labels: names }).split("\n")).toHaveLength(8);
});

const anyText = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "yes",
    "NULL",
    "1_000",
    "0b1",
    "- a",
    "? a",
    "{a}",
    "[a]",
    "a: b",
    "#",
    "|",
    ">",
    "%YAML",
    "---",
    "...",
    "`",
    "@a",
    "!x",
  ),
);
const { value: anyValue } = fc.letrec<{ value: YamlValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    anyText,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(anyText, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

test("what is written is read back as the same value", () => {
  const value = fc.oneof(fc.array(anyValue, { maxLength: 4 }), fc.dictionary(anyText, anyValue, { noNullPrototype: true }));
  fc.assert(
    fc.property(value, (written) => {
      expect(readBack(renderYaml(written))).toEqual(written);
    }),
    { numRuns: 500 },
  );
});
