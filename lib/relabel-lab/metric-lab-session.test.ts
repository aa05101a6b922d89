import { expect, test } from "vitest";
import type { MetricLabAnswer, MetricLabSettings, SeriesView } from "./metric-lab-request";
import { createMetricLabSession } from "./metric-lab-session";
import { firstMetricDraft, SCRAPE_SAMPLE_IDS, scrapeSample } from "./scrape-samples";

const VIEW: SeriesView = {
  filter: "",
  outcome: "all",
  foldsDropped: true,
  unfolded: [],
  from: 0,
  to: 50,
  selected: null,
};

const SCRAPE = `a{x="1"} 1
b{x="1"} 1
b{x="2"} 1
c{x="1",job="own"} 1
d{x="1"} 1
d{x="1"} 2
`;
const RULES = "- { source_labels: [__name__], regex: b, action: drop }\n- { source_labels: [x], target_label: y }\n";

function ask(part: Partial<MetricLabSettings> & { text?: string } = {}, view: Partial<SeriesView> = {}): MetricLabAnswer {
  const { scrapeText: _, ...first } = firstMetricDraft();
  const { text = SCRAPE, ...settings } = part;
  const own = { ...first, rulesText: RULES, targetText: 'job="j"', ...settings };
  return createMetricLabSession().answer(own, { id: text, text }, { ...VIEW, ...view });
}

const shapes = (answer: MetricLabAnswer) =>
  answer.outcome?.table.rows.map((row) => (row.kind === "run" ? `run of ${row.count}` : `${row.nameBefore} ${row.outcome}`));

test("series are counted by what became of them", () => {
  const { summary } = ask().outcome ?? {};
  expect(summary?.counts).toEqual({ kept: 0, changed: 3, dropped: 2, duplicate: 1, refused: 0 });
  expect([summary?.samples, summary?.seriesBefore, summary?.seriesAfter]).toEqual([6, 5, 3]);
});

test("the largest metric names come first, with both counts", () => {
  expect(ask().outcome?.summary.names[0]).toEqual({ name: "b", before: 2, after: 0 });
  expect(ask().outcome?.summary.nameTotals).toEqual({ before: 4, after: 3 });
});

test.each([
  ["runs of dropped series are folded", {}, ["a changed", "run of 2", "c changed", "d changed", "d duplicate"]],
  [
    "one of them can be unfolded",
    { unfolded: [1] },
    ["a changed", "run of 2", "b dropped", "b dropped", "c changed", "d changed", "d duplicate"],
  ],
  [
    "or all of them",
    { foldsDropped: false },
    ["a changed", "run of 2", "b dropped", "b dropped", "c changed", "d changed", "d duplicate"],
  ],
  ["an outcome shows its series only", { outcome: "dropped" }, ["b dropped", "b dropped"]],
  ["a filter looks at both sides", { filter: "y=1" }, ["a changed", "c changed", "d changed", "d duplicate"]],
  ["a window shows its rows only", { from: 1, to: 3 }, ["run of 2", "c changed"]],
] as const)("%s", (_guarantee, view, expected) => {
  expect(shapes(ask({}, view as Partial<SeriesView>))).toEqual(expected);
});

test("each label says where it comes from, the target's last", () => {
  const row = ask().outcome?.table.rows.find((candidate) => candidate.kind === "series" && candidate.nameBefore === "c");
  const after = row?.kind === "series" ? row.after.map(({ name, change }) => `${name} ${change}`) : [];
  expect(after).toEqual(["x same", "y added", "exported_job target", "job target"]);
});

test("a scrape that fails says why and where, and still shows what the rules would do", () => {
  const answer = ask({ text: 'a{x="1"} 1\nb{x=1} 1\n' });
  expect(answer.failure).toMatchObject({ line: 2, sample: null, problem: { code: "exposition/label-value" } });
  expect(answer.outcome?.summary.samples).toBe(1);
});

test("a series that fails the scrape is found by its line", () => {
  const answer = ask({ rulesText: "- { regex: __name__, action: labeldrop }" });
  expect(answer.failure).toMatchObject({ line: 1, sample: 0, problem: { code: "metric/name-missing" } });
});

test("a rule that is off does nothing, and the others keep their numbers", () => {
  const answer = ask({ rulesOff: [0] }, { selected: 0 });
  expect(answer.outcome?.summary.counts.dropped).toBe(0);
  expect(answer.outcome?.selected?.view.steps.map(({ number }) => number)).toEqual([2]);
});

test("the record of a series begins with the target's labels", () => {
  const selected = ask({}, { selected: 3 }).outcome?.selected;
  expect(selected?.view.defaults.map(({ name, change }) => `${name} ${change}`)).toEqual(["exported_job added", "job changed"]);
  expect(selected?.view.steps.map(({ effect }) => effect)).toEqual(["kept", "added"]);
});

test.each([
  ["rules that cannot be read", { rulesText: "- [" }, "rulesProblems"],
  ["a rule that Prometheus refuses", { rulesText: "- { action: remove }" }, "rulesProblems"],
  ["a target that cannot be read", { targetText: "job=" }, "targetProblems"],
] as const)("%s give problems and no series", (_guarantee, part, where) => {
  const answer = ask(part);
  expect(answer[where]).toHaveLength(1);
  expect(answer.outcome).toBeNull();
});

test("nothing to scrape is said", () => {
  expect(ask({ text: "\n# a comment\n" })).toMatchObject({ isEmpty: true, outcome: null, failure: null });
});

test.each(SCRAPE_SAMPLE_IDS.map((id) => [id]))("the sample %s is scraped without a failure, and its rules do something", (id) => {
  const { scrapeText, ...sample } = scrapeSample(id);
  const { failure, outcome, rulesProblems } = ask({ ...sample, text: scrapeText });
  expect([failure, rulesProblems]).toEqual([null, []]);
  expect(outcome?.tallies.every(({ matched }) => matched > 0)).toBe(true);
});

test("the answer survives the way from the worker", () => {
  const answer = ask({}, { selected: 0 });
  expect(structuredClone(answer)).toEqual(answer);
});
