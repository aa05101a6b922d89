import fc from "fast-check";
import type { TargetJob } from "@/lib/prometheus/target-pipeline";
import pieces from "@/lib/prometheus/testdata/differential-pieces.json";
import { regexCase, textFor } from "./regex-cases";
import { toFlow } from "./reveal-labels";

/** One target and the rules that it goes through. */
export type RuleCase = {
  readonly job: TargetJob;
  /** Each rule as YAML in one line: spellings count, so they are no values here. */
  readonly rules: readonly string[];
  /** Labels as discovery gives them. */
  readonly target: Readonly<Record<string, string>>;
};

const anyOf = <T>(list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list);
const often = <T>(rows: readonly (readonly [weight: number, arbitrary: fc.Arbitrary<T>])[]): fc.Arbitrary<T> =>
  fc.oneof(...rows.map(([weight, arbitrary]) => ({ weight, arbitrary })));

const legacyName = often([
  [5, anyOf(pieces.ownNames)],
  [2, anyOf(pieces.specialNames)],
]);
const name = often([
  [20, legacyName],
  [1, anyOf(pieces.utf8Names)],
]);
const address = often([
  [6, anyOf(["10.1.2.3:9100", "h:80", "10.0.0.1", "host", "web.default.svc:8080"])],
  [4, anyOf(pieces.addresses)],
  [1, fc.stringMatching(/^[[\]:a1%/. ]{1,8}$/)],
]);
const value = often([
  [4, anyOf(pieces.values)],
  [1, fc.string({ maxLength: 8, unit: "grapheme" }).filter(isYamlText)],
  [1, fc.array(fc.integer({ min: 0xa0, max: 0x1ffff }), { maxLength: 4 }).map(fromPoints)],
]);

/** Texts without what YAML forbids even behind an escape, and without the sign that separates revealed labels. */
function isYamlText(text: string): boolean {
  return !text.includes("\u001f") && !/\p{Surrogate}/u.test(text);
}

function fromPoints(points: readonly number[]): string {
  return String.fromCodePoint(...points.filter((point) => (point < 0xd800 || point > 0xdfff) && (point & 0xfffe) !== 0xfffe));
}

const template = often([
  [3, anyOf(pieces.templates)],
  [2, fc.array(anyOf(pieces.templateParts), { maxLength: 5 }).map((parts) => parts.join(""))],
]);
const target = often([
  [8, legacyName],
  [2, anyOf(pieces.targets)],
  [
    1,
    often([
      [1, anyOf(pieces.utf8Names)],
      [1, template],
    ]),
  ],
]);
const modulus = fc.oneof(
  anyOf(["1", "2", "7", "10", "1000", "18446744073709551615", "9223372036854775808", "0x10", "010", "1_000"]),
  fc.nat(1e6).map(String),
);

type Fields = readonly (readonly [field: string, yaml: string])[];
type Drafted = { readonly fields: Fields; readonly texts: readonly string[] };

const sources = often([
  [4, fc.tuple(name) as fc.Arbitrary<string[]>],
  [2, fc.array(name, { maxLength: 3 })],
]);
const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 1, nil: undefined });
const usually = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 5, nil: undefined });
const separator = rarely(anyOf([";", "", "-", "@@", "\n", ","]));
const regexAndText = regexCase.chain((regex) => textFor(regex).map((text) => ({ pattern: regex.pattern, text })));
const inAnyCase = (action: string) =>
  anyOf([action, action, action, action.toUpperCase(), action.slice(0, 1).toUpperCase() + action.slice(1)]);

/** A rule of the given fields; absent ones are left out, a regex also brings a text to try. */
function draft(fields: Readonly<Record<string, unknown>>): Drafted {
  const written = Object.entries(fields).filter(([, one]) => one !== undefined);
  const regex = fields.regex as { pattern: string; text: string } | string | undefined;
  return {
    fields: written.map(([key, one]) => [key, key === "modulus" ? String(one) : toFlow(patternOf(one))]),
    texts: typeof regex === "object" ? [regex.text] : [],
  };
}

function patternOf(one: unknown): unknown {
  return typeof one === "object" && one !== null && "pattern" in one ? one.pattern : one;
}

const namePattern = fc.oneof(
  anyOf(pieces.names),
  regexCase.map(({ pattern }) => pattern),
);
const keepsAddress = (pattern: string) => `__address__|__s.*|${pattern}`;

const rule: fc.Arbitrary<Drafted> = often([
  [
    8,
    fc
      .record({
        source_labels: sources,
        regex: usually(regexAndText),
        target_label: target,
        replacement: usually(template),
        separator,
        action: rarely(inAnyCase("replace")),
      })
      .map(draft),
  ],
  [
    2,
    fc
      .record({ source_labels: sources, regex: regexAndText, action: anyOf(["keep", "drop"]).chain(inAnyCase), separator })
      .map(draft),
  ],
  [
    3,
    fc
      .record({
        source_labels: sources,
        action: anyOf(["lowercase", "uppercase", "lowercase", "uppercase", "keepequal", "dropequal"]).chain(inAnyCase),
        target_label: often([
          [6, legacyName],
          [1, target],
        ]),
        separator,
      })
      .map(draft),
  ],
  [
    1,
    fc
      .record({ source_labels: sources, modulus, target_label: legacyName, action: fc.constant("hashmod"), separator })
      .map(draft),
  ],
  [
    2,
    fc
      .record({
        action: fc.constant("labelmap"),
        regex: namePattern,
        replacement: usually(
          often([
            [3, anyOf(pieces.mapReplacements)],
            [1, target],
          ]),
        ),
      })
      .map(draft),
  ],
  [2, fc.record({ action: inAnyCase("labeldrop"), regex: namePattern }).map(draft)],
  [1, fc.record({ action: inAnyCase("labelkeep"), regex: namePattern.map(keepsAddress) }).map(draft)],
]);

const ACTIONS =
  "replace keep drop keepequal dropequal hashmod labelmap labeldrop labelkeep lowercase uppercase Keep keep_if_equal".split(" ");
const FIELDS = [...Object.keys(pieces.usual), "if", "sourceLabels"];

/** Any field with any value: most of these are refused, and the sentence counts. */
const oddRule: fc.Arbitrary<Drafted> = fc
  .tuple(
    rarely(anyOf(ACTIONS)),
    fc.subarray(FIELDS, { maxLength: 5 }),
    fc.array(anyOf(pieces.oddScalars), { minLength: 8, maxLength: 8 }),
    fc.boolean(),
  )
  .map(([action, fields, values, isUsual]) => {
    const usual: Readonly<Record<string, string>> = pieces.usual;
    const written = fields.map((key, i) => [key, (isUsual ? usual[key] : values[i]) ?? "1"] as const);
    return { fields: action === undefined ? written : [["action", action], ...written], texts: [] };
  });
const someAction = fc.tuple(anyOf(ACTIONS), oddRule).map(([action, { fields }]): Drafted => {
  const others = fields.filter(([key]) => key !== "action");
  return { fields: [["action", action], ...others], texts: [] };
});

const rules: fc.Arbitrary<readonly Drafted[]> = often([
  [13, fc.array(rule, { minLength: 1, maxLength: 6 })],
  [1, fc.tuple(oddRule) as fc.Arbitrary<Drafted[]>],
  [2, fc.tuple(someAction) as fc.Arbitrary<Drafted[]>],
  [1, fc.tuple(rule, oddRule, rule) as fc.Arbitrary<Drafted[]>],
]);

const paramValues = fc.array(anyOf(pieces.paramValues), { maxLength: 3 });
const job: fc.Arbitrary<TargetJob> = fc.record(
  {
    job_name: anyOf(["web", "a", "中文", "k8s/pods", "1.0"]),
    scrape_interval: often([
      [8, anyOf(pieces.times)],
      [1, anyOf(pieces.oddTimes)],
    ]),
    scrape_timeout: often([
      [8, anyOf(pieces.times)],
      [1, anyOf(pieces.oddTimes)],
    ]),
    metrics_path: anyOf(pieces.paths),
    scheme: anyOf(pieces.schemes),
    params: fc.dictionary(anyOf(pieces.params), paramValues, { maxKeys: 3, noNullPrototype: true }),
  },
  { requiredKeys: ["job_name"] },
);
const times = fc.dictionary(
  anyOf(["__scrape_interval__", "__scrape_timeout__"]),
  fc.oneof(anyOf(pieces.times), anyOf(pieces.oddTimes)),
);

/** Rules of every kind with a target that has something to say to them. */
export const ruleCase: fc.Arbitrary<RuleCase> = fc
  .tuple(
    rules,
    often([
      [2, fc.constant<TargetJob>({ job_name: "web" })],
      [1, job],
    ]),
    address,
    rarely(times),
  )
  .chain(([drafted, ofJob, at, ownTimes]) => {
    const texts = drafted.flatMap((one) => one.texts).filter(isYamlText);
    const anyValue =
      texts.length === 0
        ? value
        : often([
            [3, anyOf(texts)],
            [2, value],
          ]);
    return fc.array(fc.tuple(name, anyValue), { minLength: 1, maxLength: 7 }).map((pairs) => ({
      job: ofJob,
      rules: drafted.map(({ fields }) => `{${fields.map(([key, yaml]) => `${key}: ${yaml}`).join(", ")}}`),
      target: { ...Object.fromEntries(pairs.filter(([label]) => label !== "__address__")), ...ownTimes, __address__: at },
    }));
  });
