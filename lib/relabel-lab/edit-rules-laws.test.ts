import fc from "fast-check";
import { expect, test } from "vitest";
import { RELABEL_FIELDS, type RelabelField } from "@/lib/relabel/relabel-rule";
import type { Result } from "@/lib/result";
import { clearField, duplicateRule, type FieldValue, insertRule, moveRule, removeRule, setField } from "./edit-rules";
import { stretchesOf } from "./edit-rules-list";
import { plainField, readPlainRules, readRulePlace } from "./edit-rules-place";

// What people write, in the ways in which they write it.
const scalarText = fc.oneof(
  fc.constantFrom(
    "keep",
    "a",
    "(.+):(\\d+)",
    "true",
    "",
    "80",
    "a: b",
    "it's",
    '"',
    "#",
    "a #b",
    "~",
    "中文",
    "x{1,2}",
    "- a",
    "y",
    "$1",
  ),
  fc.string({ maxLength: 8 }),
);
const names = fc.array(fc.oneof(fc.constantFrom("a", "__address__", "job", "x.y", ""), scalarText), { maxLength: 4 });
const style = fc.constantFrom("single", "double");
const scalarSource = fc.oneof(
  fc.constantFrom("keep", "plain", "__meta_x", "(.+)_x", "'single'", '"double;x"', "80", "true", "''", "null", "", "a:b"),
  fc
    .tuple(fc.string({ maxLength: 6, unit: "grapheme-ascii" }), style)
    .map(([text, quote]) => (quote === "single" ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text))),
);

type FieldSource = { readonly key: string; readonly lines: readonly string[]; readonly flow: string };

let commentCount = 0;
const note = fc.boolean().map((has) => (has ? () => ` # c${commentCount++}` : () => ""));
const noteLine = fc.boolean().map((has) => (has ? () => [`# c${commentCount++}`] : () => []));

const fieldSource: fc.Arbitrary<FieldSource> = fc.oneof(
  fc
    .tuple(fc.constantFrom("regex", "separator", "target_label", "replacement", "action", "other"), scalarSource, note)
    .map(([key, source, comment]) => ({
      key,
      lines: [`${key}: ${source}${comment()}`],
      flow: `${key}: ${source === "" ? '""' : source}`,
    })),
  fc
    .tuple(fc.array(fc.constantFrom("a", "b", "'c d'", "__meta_x"), { minLength: 1, maxLength: 3 }), note, note)
    .map(([items, first, other]) => ({
      key: "source_labels",
      lines: [`source_labels:${first()}`, ...items.map((item) => `  - ${item}${other()}`)],
      flow: `source_labels: [${items.join(", ")}]`,
    })),
  fc.tuple(fc.array(fc.constantFrom("a", "b", '"c,d"', "__meta_x"), { maxLength: 3 }), note).map(([items, comment]) => ({
    key: "source_labels",
    lines: [`source_labels: [${items.join(", ")}]${comment()}`],
    flow: `source_labels: [${items.join(", ")}]`,
  })),
  fc.nat({ max: 99 }).map((modulus) => ({ key: "modulus", lines: [`modulus: ${modulus}`], flow: `modulus: ${modulus}` })),
  fc
    .constantFrom("|", ">-")
    .map((sign) => ({ key: "replacement", lines: [`replacement: ${sign}`, "    long", "    text"], flow: "a: b" })),
);

const ruleSource = fc
  .tuple(
    fc.uniqueArray(fieldSource, { minLength: 1, maxLength: 5, selector: ({ key }) => key }),
    fc.boolean(),
    fc.tuple(noteLine, noteLine, note),
    fc.nat({ max: 2 }),
  )
  .map(([fields, isFlow, [above, below, beside], blankLines]) => {
    const body = isFlow
      ? [`- { ${fields.map(({ flow }) => flow).join(", ")} }${beside()}`]
      : fields.flatMap(({ lines }) => lines).map((line, at) => `${at === 0 ? "- " : "  "}${line}`);
    return [...above(), ...body, ...below().map((comment) => `  ${comment}`), ...Array<string>(blankLines).fill("")];
  });

const ruleText = fc
  .tuple(
    fc.array(ruleSource, { maxLength: 5 }),
    fc.constantFrom("", "relabel_configs:", "# head"),
    fc.constantFrom("\n", "\r\n"),
    fc.boolean(),
  )
  .map(([rules, head, lineBreak, hasLastBreak]) => {
    const indent = head.endsWith(":") ? "  " : "";
    const lines = rules.flat().map((line) => (line === "" ? "" : indent + line));
    const text = [...(head === "" ? [] : [head]), ...lines].join(lineBreak);
    return hasLastBreak && text !== "" ? text + lineBreak : text;
  });

const anyField = fc.constantFrom(...RELABEL_FIELDS);

function valueFor(field: RelabelField, text: string, list: readonly string[]): FieldValue {
  if (field === "source_labels") return list;
  return field === "modulus" ? String(text.length) : text;
}

function rulesOf(text: string): readonly unknown[] {
  const read = readPlainRules(text);
  if (!read.ok) throw new Error(`not YAML: ${JSON.stringify(text)}`);
  return read.value;
}

/** The rules as written, with the comments that travel with them. */
function writtenRules(text: string): string[] {
  const list = readRulePlace(text)?.list ?? null;
  return list === null ? [] : stretchesOf(text, list).map(({ from, to }) => text.slice(from, to));
}

function commentsOf(text: string): string[] {
  return (text.match(/# c\d+/g) ?? []).toSorted();
}

/** The edit must be made: nothing in these texts ties rules to each other. */
function edited(result: Result<string>): string {
  if (!result.ok) throw new Error(result.problems[0].code);
  return result.value;
}

const withRule = fc.tuple(ruleText, fc.nat()).filter(([text]) => isReadable(text) && rulesOf(text).length > 0);

function isReadable(text: string): boolean {
  return readPlainRules(text).ok;
}

test("setting a field changes this field only: other rules keep every byte, no comment is lost", () => {
  let editCount = 0;
  fc.assert(
    fc.property(withRule, anyField, scalarText, names, ([text, pick], field, value, list) => {
      const before = rulesOf(text);
      const index = pick % before.length;
      const wanted = valueFor(field, value, list);
      const after = edited(setField(text, index, field, wanted));
      expect(rulesOf(after)).toEqual(before.with(index, { ...(before[index] as object), [field]: plainField(field, wanted) }));
      expect(writtenRules(after).toSpliced(index, 1)).toEqual(writtenRules(text).toSpliced(index, 1));
      expect(commentsOf(after)).toEqual(commentsOf(text));
      editCount++;
    }),
    { numRuns: 250 },
  );
  expect(editCount).toBe(250);
});

test("clearing a field removes its key and keeps comments", () => {
  fc.assert(
    fc.property(withRule, anyField, ([text, pick], field) => {
      const before = rulesOf(text);
      const index = pick % before.length;
      const after = edited(clearField(text, index, field));
      const { [field]: _cleared, ...rest } = before[index] as Record<string, unknown>;
      expect(rulesOf(after)).toEqual(before.with(index, rest));
      expect(writtenRules(after).toSpliced(index, 1)).toEqual(writtenRules(text).toSpliced(index, 1));
      expect(commentsOf(after)).toEqual(commentsOf(text));
    }),
    { numRuns: 150 },
  );
});

test("moving a rule moves its text as it is, and back again gives the same bytes", () => {
  fc.assert(
    fc.property(withRule, fc.nat(), ([text, pick], place) => {
      const written = writtenRules(text);
      const from = pick % written.length;
      const to = place % written.length;
      const after = edited(moveRule(text, from, to));
      expect(writtenRules(after)).toEqual(written.toSpliced(from, 1).toSpliced(to, 0, written[from] ?? ""));
      expect(commentsOf(after)).toEqual(commentsOf(text));
      expect(edited(moveRule(after, to, from))).toBe(text);
    }),
    { numRuns: 150 },
  );
});

test("inserting, duplicating and removing leave other rules alone", () => {
  fc.assert(
    fc.property(withRule, ([text, pick]) => {
      const written = writtenRules(text);
      const index = pick % written.length;
      const inserted = edited(insertRule(text, index, { action: "drop", source_labels: ["a"], regex: "x: #" }));
      expect(writtenRules(inserted).toSpliced(index, 1)).toEqual(written);
      expect(edited(removeRule(inserted, index))).toBe(text);
      expect(writtenRules(edited(duplicateRule(text, index))).toSpliced(index + 1, 1)).toEqual(written);
      expect(writtenRules(edited(removeRule(text, index)))).toEqual(written.toSpliced(index, 1));
    }),
    { numRuns: 150 },
  );
});

test("an appended rule leaves the text before it alone", () => {
  fc.assert(
    fc.property(ruleText.filter(isReadable), (text) => {
      const after = edited(insertRule(text, rulesOf(text).length, { action: "keep" }));
      expect(rulesOf(after)).toEqual([...rulesOf(text), { action: "keep" }]);
      expect(commentsOf(after)).toEqual(commentsOf(text));
    }),
    { numRuns: 150 },
  );
});
