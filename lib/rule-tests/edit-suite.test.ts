import { describe, expect, test } from "vitest";
import { parseLabels } from "@/lib/relabel/parse-labels";
import { articleDraft } from "@/lib/relabel-lab/article-draft";
import { addTest, countTests, removeTest, renameTest } from "./edit-suite";
import { EXAMPLE_SUITE } from "./example-suite";
import { toNewTest } from "./lab-test";
import { viewSuite } from "./suite-view";

const NEW = {
  name: "b",
  scrape_config: { job_name: "web" },
  target: { l: "080" },
  prometheus: ["3.5.3"],
  expect: { dropped: true },
};

function value(result: ReturnType<typeof addTest>): string {
  if (!result.ok) throw new Error(result.problems[0].code);
  return result.value;
}

describe("edits leave every other byte alone", () => {
  const text =
    "# mine\ntests:\n\n  # about a\n  - name: a # first\n    scrape_config: {}\n    target: {}\n    expect: { dropped: true }\n# end\n";

  test("a test is added behind the others", () => {
    const after = value(addTest(text, NEW));
    expect(after.startsWith(text.slice(0, text.indexOf("# end")))).toBe(true);
    expect(after).toContain('\n  - name: b\n    scrape_config:\n      job_name: web\n    target:\n      l: "080"\n');
    expect(after.endsWith("# end\n")).toBe(true);
    expect(countTests(after)).toBe(2);
  });

  test("and taken away again", () => {
    expect(value(removeTest(value(addTest(text, NEW)), 1))).toBe(text);
  });

  test("a name is replaced, quoted where YAML wants it", () => {
    expect(value(renameTest(text, 0, "yes: 'no'"))).toBe(text.replace("name: a", `name: "yes: 'no'"`));
  });

  test("the last test leaves an empty list", () => {
    expect(countTests(value(removeTest(text, 0)))).toBe(0);
    expect(countTests(value(addTest(value(removeTest(text, 0)), NEW)))).toBe(1);
  });

  test.each([
    ["an empty text becomes a file", "", 1],
    ["a file without tests", "tests: []\n", 1],
    ["a key without a list", "tests:\n", 1],
    ["a list between brackets", "tests: [{ name: a, scrape_config: {}, target: {}, expect: { dropped: true } }]\n", 2],
  ])("%s", (_guarantee, before, count) => {
    expect(countTests(value(addTest(before, NEW)))).toBe(count);
  });

  test.each([
    ["broken YAML", "tests: ["],
    ["something else", "groups: []"],
    ["a list", "- a"],
  ])("%s is left alone", (_guarantee, before) => {
    expect(addTest(before, NEW)).toMatchObject({ ok: false, problems: [{ code: "ruleTest/edit-broken" }] });
  });
});

test("the example passes", () => {
  expect(viewSuite(EXAMPLE_SUITE, null)).toMatchObject({ problems: [], counts: { passed: 2, failed: 0, broken: 0 } });
});

describe("what is saved in the lab", () => {
  const draft = articleDraft();
  const labels = parseLabels(draft.labelsText);
  const discovered = labels.ok ? labels.value : {};

  function saved(changes: Partial<typeof draft>): string {
    const test = toNewTest({ ...draft, ...changes }, "a", discovered);
    if (!test.ok) throw new Error(test.problems[0].code);
    return value(addTest("", test.value));
  }

  test("holds the rules, the job and the version", () => {
    const text = saved({ job: { ...draft.job, scheme: "https", params: "module=a&module=b" }, prometheusVersion: "2.53.3" });
    expect(text).toContain('    prometheus: ["2.53.3"]\n');
    expect(text).toContain("      scheme: https\n");
    expect(text).toContain("        module: [a, b]\n");
    expect(text.match(/- source_labels|action: labelmap/g)).not.toBeNull();
    expect(viewSuite(text, null).counts).toEqual({ passed: 1, failed: 0, broken: 0 });
  });

  test("leaves out rules that are switched off", () => {
    const rulesText = "- action: drop\n- target_label: a\n  replacement: null\n- regex: ''\n  action: labeldrop";
    const text = saved({ rulesText, rulesOff: [0] });
    expect(text).not.toContain("action: drop");
    expect(text).toContain("replacement: null");
    expect(text).toContain('regex: ""');
  });

  test.each([
    ["a drop", { rulesText: "- action: drop" }, "dropped: true"],
    ["a refused target", { rulesText: "- action: labeldrop\n  regex: __address__" }, "error: target"],
    ["a job that Prometheus refuses", { job: { ...draft.job, job_name: "" } }, "error: config"],
    ["all labels, hidden ones, too", {}, "__metrics_path__: /metrics"],
  ])("expects what happens now: %s", (_guarantee, changes, expected) => {
    const text = saved(changes);
    expect(text).toContain(expected);
    expect(viewSuite(text, null).counts).toEqual({ passed: 1, failed: 0, broken: 0 });
  });

  test("runs with the lab's rules as well", () => {
    const dropping = { ...draft, rulesText: "- action: drop" };
    const text = saved(dropping);
    expect(viewSuite(text, dropping).counts).toEqual({ passed: 1, failed: 0, broken: 0 });
    expect(viewSuite(text, { ...draft, rulesText: "- action: nope" }).tests[0]?.runs[0]?.reason?.code).toBe(
      "ruleTest/config-refused",
    );
    expect(viewSuite(text, { ...dropping, rulesOff: [0] }).counts.failed).toBe(1);
  });
});
