import fc from "fast-check";
import { expect, test } from "vitest";
import { articleDraft } from "./article-draft";
import { DEFAULT_JOB } from "./lab-draft";
import type { LabAnswer, LabRules, TargetView } from "./lab-request";
import { createLabSession } from "./lab-session";
import { readTargetStore } from "./target-store";

const RULES = `
- source_labels: [team]
  regex: a|b
  action: keep
- source_labels: [env]
  regex: test
  action: drop
- source_labels: [team]
  target_label: owner
- source_labels: [bad]
  regex: "yes"
  target_label: __address__
  replacement: a/b
`;
const TARGETS = JSON.stringify([
  { __address__: "h:1", team: "a" },
  { __address__: "h:2", team: "b", env: "test" },
  { __address__: "h:3", team: "c" },
  { __address__: "h:4", team: "a", bad: "yes" },
  { __address__: "h:5", team: "b", __meta_kubernetes_namespace: "prod", __meta_kubernetes_pod_name: "p" },
]);

const rules = (part: Partial<LabRules> = {}): LabRules => ({
  rulesText: RULES,
  job: DEFAULT_JOB,
  prometheusVersion: "3.5.3",
  rulesOff: [],
  ...part,
});
const view = (part: Partial<TargetView> = {}): TargetView => ({
  filter: "",
  outcome: "all",
  isGrouped: false,
  from: 0,
  to: 100,
  selected: null,
  ...part,
});

function finish<T>(work: Generator<void, T>): T {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

function lab(text = TARGETS) {
  const store = readTargetStore(text);
  const session = createLabSession();
  return {
    ask: (ruleParts: Partial<LabRules> = {}, viewParts: Partial<TargetView> = {}) =>
      finish(session.answer(rules(ruleParts), store, view(viewParts))),
    findings: () => finish(session.findings(rules(), store)),
  };
}

const shown = ({ outcome }: LabAnswer) =>
  outcome?.table.rows.map((row) => (row.kind === "target" ? row.instance : `${row.outcome} ${row.droppedBy} ${row.count}`));

test("the funnel counts what each rule did, and its numbers add up", () => {
  const { outcome } = lab().ask();
  const steps = outcome?.funnel.steps.map(({ number, entering, dropped, changed, unaffected }) => {
    return [number, entering, dropped, changed, unaffected];
  });
  expect(steps).toEqual([
    [1, 5, 1, 0, 4],
    [2, 4, 1, 0, 3],
    [3, 3, 0, 3, 0],
    [4, 3, 0, 1, 2],
  ]);
  expect(outcome?.funnel).toMatchObject({ total: 5, kept: 2, dropped: 2, refused: 1 });
});

test("a rule that is off lets every target pass, and the numbers of the others stay", () => {
  const { outcome } = lab().ask({ rulesOff: [0] });
  expect(outcome?.funnel.steps.map(({ number, isOff, dropped }) => [number, isOff, dropped])).toEqual([
    [1, true, 0],
    [2, false, 1],
    [3, false, 0],
    [4, false, 0],
  ]);
});

test("rows say outcome, rule, address, job, name and URL", () => {
  const rows = lab().ask().outcome?.table.rows;
  expect(rows?.map((row) => (row.kind === "target" ? [row.outcome, row.droppedBy, row.url] : []))).toEqual([
    ["kept", null, "http://h:1/metrics"],
    ["dropped", 2, ""],
    ["dropped", 1, ""],
    ["error", null, ""],
    ["kept", null, "http://h:5/metrics"],
  ]);
  expect(rows?.[4]).toMatchObject({ instance: "h:5", job: "example", object: "prod/p" });
  expect(rows?.[3]).toMatchObject({ problem: { code: "target/hostname" } });
});

test.each<[string, Partial<TargetView>, string[]]>([
  ["kept ones", { outcome: "kept" }, ["h:1", "h:5"]],
  ["refused ones", { outcome: "error" }, ["h:4"]],
  ["dropped ones", { outcome: "dropped" }, ["h:2", "h:3"]],
  ["those that the second rule dropped", { outcome: 1 }, ["h:2"]],
  ["a label as discovered", { filter: "team=b" }, ["h:2", "h:5"]],
  ["a label that a rule made", { filter: "owner=a" }, ["h:1"]],
  ["the short name of a discovered label", { filter: "namespace=prod" }, ["h:5"]],
  ["another value or none", { filter: "namespace!=prod" }, ["h:1", "h:2", "h:3", "h:4"]],
  ["without that label", { filter: "env=" }, ["h:1", "h:3", "h:4", "h:5"]],
  ["any text", { filter: "PROD" }, ["h:5"]],
  ["all of several terms", { filter: "team=b -x" }, []],
  ["a value in quotes", { filter: 'team="b" env=test' }, ["h:2"]],
  ["a page of rows", { from: 1, to: 3 }, ["h:2", "h:3"]],
  [
    "grouped by what became of them",
    { isGrouped: true },
    ["dropped 1 1", "h:3", "dropped 2 1", "h:2", "error null 1", "h:4", "kept null 2", "h:1", "h:5"],
  ],
])("the table shows %s", (_guarantee, parts, expected) => {
  expect(shown(lab().ask({}, parts))).toEqual(expected);
});

test("the transcript of the selected target comes with its row, which a filter may hide", () => {
  const { ask } = lab();
  expect(ask({}, { selected: { index: 1 }, isGrouped: true }).outcome?.selected).toMatchObject({
    index: 1,
    row: 3,
    view: { outcome: { kind: "dropped", step: { number: 2 } } },
  });
  expect(ask({}, { selected: { index: 1 }, outcome: "kept" }).outcome?.selected).toMatchObject({ index: 1, row: null });
  expect(ask({}, { selected: { index: 99 } }).outcome?.selected).toBeNull();
});

test.each([
  ["a row", { row: 3, step: 1 as const }, 1],
  ["the next target behind a head", { row: 2, step: 1 as const }, 1],
  ["the target before a head", { row: 2, step: -1 as const }, 2],
  ["the first target, when there is none before", { row: 0, step: -1 as const }, 2],
  ["the last target, when the row is beyond the end", { row: 999, step: 1 as const }, 4],
])("selecting by row finds %s", (_guarantee, selected, index) => {
  expect(lab().ask({}, { selected, isGrouped: true }).outcome?.selected?.index).toBe(index);
});

test("one target is selected by itself, and there is no table", () => {
  const answer = lab('__address__="h:1"\nteam="a"').ask();
  expect(answer.outcome?.selected?.view.outcome.kind).toBe("kept");
  expect(answer.outcome?.table.rows).toEqual([]);
});

test("labels of the targets are told once, most frequent first", () => {
  const { ask } = lab();
  expect(ask().labels?.slice(0, 3)).toEqual([
    { name: "__address__", count: 5, examples: ["h:1", "h:2", "h:3", "h:4", "h:5"] },
    { name: "team", count: 5, examples: ["a", "b", "c"] },
    { name: "__meta_kubernetes_namespace", count: 1, examples: ["prod"] },
  ]);
  expect(ask({ rulesText: "" }).labels).toBeNull();
});

test("rules that cannot be read come back with their place, and nothing is run", () => {
  const answer = lab().ask({ rulesText: "- action: keap" });
  expect(answer.rulesProblems[0]).toMatchObject({ path: [0, "action"], range: { line: 1 } });
  expect(answer.outcome).toBeNull();
});

test("no targets are no outcome", () => {
  expect(lab("[]").ask()).toMatchObject({ targetCount: 0, outcome: null, targetsProblems: [] });
});

test("what was computed for other rules is never shown for these", () => {
  const { ask } = lab();
  const first = ask();
  const other = ask({ rulesText: "- action: drop\n  regex: .*" });
  expect(other.outcome?.funnel.kept).toBe(0);
  expect(ask()).toEqual({ ...first, labels: null });
});

test("an interrupted answer leaves nothing half done behind", () => {
  const targets = JSON.stringify(Array.from({ length: 2000 }, (_, index) => ({ __address__: `h:${index}`, team: "a" })));
  const store = readTargetStore(targets);
  const session = createLabSession();
  const work = session.answer(rules(), store, view());
  work.next();
  work.return(undefined as never);
  expect(finish(session.answer(rules(), store, view())).outcome?.funnel).toMatchObject({ total: 2000, kept: 2000 });
});

test("findings can be asked for before and after an answer", () => {
  const { findings, ask } = lab();
  const before = findings();
  ask();
  expect(findings()).toEqual(before);
});

test("for any targets the table agrees with the transcript of each", () => {
  const target = fc.dictionary(
    fc.constantFrom("__address__", "team", "env", "bad"),
    fc.constantFrom("a", "b", "test", "yes", "h:1"),
  );
  fc.assert(
    fc.property(fc.array(target, { minLength: 2, maxLength: 30 }), (targets) => {
      const { ask } = lab(JSON.stringify(targets));
      const rows = ask().outcome?.table.rows ?? [];
      expect(rows).toHaveLength(targets.length);
      for (const row of rows) {
        if (row.kind !== "target") continue;
        const transcript = ask({}, { selected: { index: row.index } }).outcome?.selected?.view.outcome;
        expect(transcript?.kind).toBe(row.outcome);
        if (transcript?.kind === "dropped") expect(transcript.step?.number).toBe(row.droppedBy);
        if (transcript?.kind === "kept") expect(transcript.scrapeUrl).toBe(row.url);
      }
    }),
    { numRuns: 40, seed: 3 },
  );
});

test("the article's example through the same door", () => {
  const { labelsText, ...draft } = articleDraft();
  const session = createLabSession();
  const answer = finish(session.answer(draft, readTargetStore(labelsText), view()));
  expect(answer.outcome?.funnel.steps.map(({ changed }) => changed)).toEqual([0, 0, 0, 0, 1, 1, 1]);
});
