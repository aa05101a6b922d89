// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of Prometheus look like those of JavaScript
import { type LabelSet, toLabelSet } from "@/lib/relabel/label-set";
import type { RelabelRule } from "@/lib/relabel/relabel-rule";

/** What comes of it: labels, a refusal of the rules, or the target given up for wanting too much work. */
export type HostileEnd = "kept" | "dropped" | "refused" | "given up";

export type HostileCase = {
  readonly name: string;
  readonly rules: readonly RelabelRule[];
  readonly labels: LabelSet;
  /** Ends that are right; several where both a result and a refusal are. */
  readonly ends: readonly HostileEnd[];
};

const MEGABYTE = 1_000_000;
const TEXTS: readonly (readonly [name: string, text: string])[] = [
  ["a short text", `${"a".repeat(40)}!`],
  ["a megabyte of one letter", "a".repeat(MEGABYTE)],
  ["a megabyte that nearly matches", `${"a".repeat(MEGABYTE - 1)}!`],
  ["a megabyte of digits and dots", "10.".repeat(MEGABYTE / 3)],
  ["a megabyte of emoji", "😀".repeat(MEGABYTE / 4)],
  ["a megabyte of lines", "ab\n".repeat(MEGABYTE / 3)],
];

/** Patterns that take exponential or quadratic time where every way is tried, or that have very many states. */
const PATTERNS: readonly string[] = [
  "(a+)+b",
  "(a|a)*b",
  "(a|aa)+$b",
  "((a+)+)+!",
  "(a*)*b",
  "(.*)(.*)(.*)(.*)x",
  ".*.*.*.*.*.*.*.*x",
  "([a-zA-Z]+)*!",
  "(?:(?:a?){20}){20}b",
  "(x+x+)+y",
  "^(([a-z])+.)+[A-Z]([a-z])+$",
  ".*(a|b).{15}c",
  "(.*)a{500}",
  "(?i)(a+)+Ж",
  "(\\pL+)*\\d",
  "(.+)-(.+)-(.+)-(.+)",
  "(?:[a-z]{1,500})*",
  "([^:]+)(?::\\d+)?;(\\d+)",
  "(\\d+\\.)*\\d+",
  "(?:😀+)+x",
];

/** Patterns that are hostile to whoever compiles them. */
const LARGE_PATTERNS: readonly (readonly [name: string, regex: string])[] = [
  ["a repeat of a repeat", "((a{100}){10}){10}"],
  ["the largest repeat", "a{1000}"],
  ["a repeat beyond the largest", "a{1001}"],
  ["a long text a thousand times", `(?:${"b".repeat(360)}){1000}`],
  ["Unicode classes a thousand times", "\\pL{1000}\\pN{1000}"],
  ["groups 900 deep", `${"(".repeat(900)}a${")".repeat(900)}`],
  ["groups 100,000 deep", `${"(".repeat(100_000)}a${")".repeat(100_000)}`],
  ["open brackets only", "(".repeat(50_000)],
  ["closing brackets only", ")".repeat(50_000)],
  ["20,000 alternatives", Array.from({ length: 20_000 }, (_, i) => `pod-${i * 7919}`).join("|")],
  ["20,000 alternatives in a group", `(${Array.from({ length: 20_000 }, (_, i) => `pod-${i * 7919}`).join("|")})`],
  ["5,000 alternatives with dots", Array.from({ length: 5_000 }, (_, i) => `pod\\.${i}`).join("|")],
  [
    "a class of 50,000 characters",
    `[${Array.from({ length: 50_000 }, (_, i) => String.fromCharCode(0x4e00 + (i % 20_000))).join("")}]+`,
  ],
  ["a megabyte of letters", "a".repeat(MEGABYTE)],
  ["a megabyte of dots", ".".repeat(MEGABYTE)],
  ["a megabyte of stars", "*".repeat(MEGABYTE)],
  ["a megabyte of alternatives of nothing", "|".repeat(MEGABYTE)],
  ["a megabyte of quoted text", `\\Q${"(".repeat(MEGABYTE)}`],
  ["10,000 groups of one name", "(?P<n>a)".repeat(10_000)],
  ["10,000 groups", "(a)".repeat(10_000)],
  ["5,000 optional letters", `${"a?".repeat(5_000)}b`],
  ["5,000 stars", `${"a*".repeat(5_000)}b`],
  ["a class that never ends", `[${"a".repeat(100_000)}`],
  ["a repeat that never ends", `a{${"1".repeat(100_000)}`],
  ["flags within flags", `${"(?i:(?s:(?U:".repeat(300)}a${")))".repeat(300)}`],
  ["all scripts", "[\\p{Greek}\\p{Han}\\p{Latin}\\p{Arabic}]{200}"],
  ["case folding of everything", "(?i)[\\x{0}-\\x{10FFFF}]{300}"],
  ["characters that are none", "\\x{110000}"],
  ["half a character", "\ud83d+"],
  ["a text with NUL", "a\u0000b\u0000.*"],
];

const ACTIONS = ["keep", "replace", "labelmap"] as const;

/** 200 and more rule lists and targets that want more than they should get; no case depends on chance. */
export function makeHostileCases(): HostileCase[] {
  return [...matching(), ...compiling(), ...growing(), ...many()];
}

function matching(): HostileCase[] {
  return PATTERNS.flatMap((regex, i) =>
    TEXTS.map(([name, text], j): HostileCase => {
      const action = (i + j) % 3 === 0 ? "keep" : "replace";
      const rule =
        action === "keep"
          ? { action, regex, source_labels: ["v"] }
          : { regex, source_labels: ["v"], target_label: "t", replacement: "$1$2" };
      return {
        name: `${action} ${regex} on ${name}`,
        rules: [rule],
        labels: target({ v: text }),
        ends: ["kept", "dropped", "given up"],
      };
    }),
  );
}

function compiling(): HostileCase[] {
  return LARGE_PATTERNS.flatMap(([name, regex], i) => {
    const action = ACTIONS[i % ACTIONS.length] ?? "keep";
    const rule: RelabelRule =
      action === "replace"
        ? { regex, source_labels: ["v"], target_label: "t" }
        : { action, regex, ...(action === "keep" ? { source_labels: ["v"] } : {}) };
    return [
      { name: `${action}: ${name}`, rules: [rule], labels: target({ v: "aaa" }), ends: ["kept", "dropped", "refused"] },
      {
        name: `${action}: ${name}, on a long text`,
        rules: [rule],
        labels: target({ v: "a".repeat(MEGABYTE) }),
        ends: ["kept", "dropped", "refused", "given up"],
      },
    ];
  });
}

/** Rules that make labels longer or more with every step. */
function growing(): HostileCase[] {
  const repeat = (count: number, rule: (i: number) => RelabelRule) => Array.from({ length: count }, (_, i) => rule(i));
  const doubled = { source_labels: ["v", "v"], target_label: "v", separator: "" };
  const grown: readonly (readonly [name: string, rules: RelabelRule[], ends: HostileEnd[]])[] = [
    ["a value doubled 10,000 times", repeat(10_000, () => doubled), ["given up"]],
    ["a value doubled 10 times", repeat(10, () => doubled), ["kept"]],
    [
      "a value squared",
      repeat(20, () => ({ source_labels: ["v"], target_label: "v", replacement: "$1".repeat(50) })),
      ["given up"],
    ],
    [
      "a replacement of a megabyte",
      repeat(3, () => ({ source_labels: ["v"], target_label: "v", replacement: "${1}x".repeat(100_000) })),
      ["given up"],
    ],
    [
      "labels doubled 10,000 times",
      repeat(10_000, (i) => ({ action: "labelmap", regex: "(.+)", replacement: `x${i}_$1` })),
      ["given up"],
    ],
    ["names doubled in length", repeat(60, () => ({ action: "labelmap", regex: "(.+)", replacement: "$1$1" })), ["given up"]],
    ["10,000 labels", repeat(10_000, (i) => ({ target_label: `n${i}`, replacement: "x" })), ["given up", "kept"]],
    [
      "10,000 labels written and removed",
      repeat(10_000, (i) => ({ target_label: `n${i >> 1}`, replacement: i % 2 === 0 ? "x" : "" })),
      ["kept"],
    ],
    [
      "the same labels written 10,000 times",
      repeat(10_000, (i) => ({ target_label: `n${i % 7}`, replacement: `${i}` })),
      ["kept"],
    ],
    [
      "10,000 sources of a megabyte",
      [{ source_labels: Array.from({ length: 10_000 }, () => "big"), target_label: "t" }],
      ["given up"],
    ],
    [
      "hashes of a megabyte",
      repeat(1_000, () => ({ action: "hashmod", source_labels: ["big"], target_label: "h", modulus: 7 })),
      ["given up"],
    ],
    [
      "capitals of a megabyte",
      repeat(1_000, () => ({ action: "uppercase", source_labels: ["big"], target_label: "big" })),
      ["given up"],
    ],
    [
      "joined megabytes compared",
      repeat(1_000, () => ({ action: "dropequal", source_labels: ["big", "big"], target_label: "v" })),
      ["given up", "kept"],
    ],
    [
      "target names from values",
      repeat(2_000, (i) => ({ source_labels: ["v"], target_label: `$1_${i}`, replacement: "x" })),
      ["given up", "kept"],
    ],
  ];
  return grown.map(([name, rules, ends]) => ({ name, rules, ends, labels: target({ v: "ab", big: "a".repeat(MEGABYTE) }) }));
}

/** Many rules, many labels, names of all kinds. */
function many(): HostileCase[] {
  const list = (count: number, rule: (i: number) => RelabelRule) => Array.from({ length: count }, (_, i) => rule(i));
  const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`__meta_label_${i}`, "x"]));
  const cases: readonly (readonly [name: string, rules: RelabelRule[], labels: Record<string, string>, ends: HostileEnd[]])[] = [
    [
      "10,000 regexes, all different",
      list(10_000, (i) => ({ action: "drop", source_labels: ["v"], regex: `pod-${i}-(.+)` })),
      { v: "x" },
      ["kept"],
    ],
    [
      "10,000 regexes for the RE2 engine",
      list(10_000, (i) => ({ action: "drop", source_labels: ["v"], regex: `(?i)pod-${i}\\b` })),
      { v: "x" },
      ["kept", "refused"],
    ],
    [
      "10,000 large regexes",
      list(10_000, (i) => ({ action: "drop", source_labels: ["v"], regex: `[a-z]{500}\\b${i}` })),
      { v: "x" },
      ["refused"],
    ],
    ["10,000 bad regexes", list(10_000, () => ({ action: "keep", regex: "(" })), { v: "x" }, ["refused"]],
    ["10,000 unknown actions", list(10_000, (i) => ({ action: `act${i}` })), {}, ["refused"]],
    [
      "10,000 labelmaps that match nothing",
      list(10_000, () => ({ action: "labelmap", regex: "nothing_(.+)" })),
      { v: "x" },
      ["kept"],
    ],
    [
      "20,000 labels dropped one by one",
      list(100, (i) => ({ action: "labeldrop", regex: `__meta_label_${i}` })),
      wide,
      ["given up", "kept"],
    ],
    [
      "20,000 labels kept by a class",
      [{ action: "labelkeep", regex: "__address__|__s.*|__meta_label_[0-9]+|job|__metrics_path__" }],
      wide,
      ["kept"],
    ],
    ["20,000 labels mapped", [{ action: "labelmap", regex: "__meta_(.+)" }], wide, ["kept", "given up"]],
    [
      "20,000 labels mapped to one",
      [{ action: "labelmap", regex: "__meta_label_(.+)", replacement: "one" }],
      wide,
      ["kept", "given up"],
    ],
    [
      "names of JavaScript's own",
      list(50, (i) => ({ target_label: ["__proto__", "constructor", "toString"][i % 3] ?? "", replacement: `${i}` })),
      { __proto__x: "1" },
      ["kept"],
    ],
    ["a name of a megabyte", [{ target_label: "n".repeat(MEGABYTE), replacement: "x" }], {}, ["kept"]],
    [
      "a template of a megabyte",
      [{ target_label: "${1}".repeat(MEGABYTE / 4), source_labels: ["v"] }],
      { v: "x" },
      ["kept", "given up"],
    ],
    ["dollars only", [{ target_label: "t", replacement: "$".repeat(MEGABYTE) }], {}, ["kept"]],
    ["open braces only", [{ target_label: "t", replacement: "${".repeat(50_000) }], {}, ["kept"]],
    [
      "a separator of a megabyte",
      [{ source_labels: ["a", "b", "c"], separator: ";".repeat(MEGABYTE), target_label: "t" }],
      { a: "1" },
      ["kept"],
    ],
    [
      "right-to-left and combining marks",
      [{ source_labels: ["v"], regex: "(\\pM|\\pL)+", target_label: "t" }],
      { v: "\u202e\u0301".repeat(100_000) },
      ["kept", "given up"],
    ],
    [
      "halves of characters",
      [{ source_labels: ["v"], regex: "(.+)", target_label: "t" }],
      { v: "\ud83d".repeat(100_000) },
      ["kept"],
    ],
    ["10,000 sources", [{ source_labels: Array.from({ length: 10_000 }, (_, i) => `l${i}`), target_label: "t" }], {}, ["kept"]],
    [
      "a modulus of 64 bits",
      [{ action: "hashmod", source_labels: ["v"], modulus: 18446744073709551615n, target_label: "t" }],
      { v: "x" },
      ["kept"],
    ],
  ];
  return cases.map(([name, rules, labels, ends]) => ({ name, rules, ends, labels: target(labels) }));
}

function target(labels: Record<string, string>): LabelSet {
  return toLabelSet({ __address__: "10.0.0.1:9100", ...labels });
}
