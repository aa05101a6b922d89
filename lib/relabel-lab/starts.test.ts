import { expect, test } from "vitest";
import { JOB_TEMPLATE_IDS } from "@/lib/job-templates/schema";
import { parseLabels } from "@/lib/relabel/parse-labels";
import { parseLabDraft, parseParams, renderParams } from "./lab-draft";
import { renderLabels } from "./render-labels";
import { runLab } from "./run-lab";
import { SAMPLE_IDS, SAMPLES } from "./samples";
import { builtInStarts, draftFromJob } from "./starts";

const starts = builtInStarts();

test("every built-in template can be started from", () => {
  expect(starts.length).toBeGreaterThanOrEqual(JOB_TEMPLATE_IDS.length);
});

test.each(starts.map((start) => [start.name, start] as const))(
  "%s starts with rules that run on a target",
  (_name, { config }) => {
    const { rulesProblems, labelsProblems, view } = runLab(draftFromJob(config, "3.5.3"));
    expect([rulesProblems, labelsProblems]).toEqual([[], []]);
    expect(view?.steps.length).toBeGreaterThan(0);
  },
);

// No service of the captured cluster asks for these; the lab shows where they are dropped.
const WITHOUT_SAMPLE = /pushgateway|federation/;

test.each(starts.filter(({ name }) => !WITHOUT_SAMPLE.test(name)).map((start) => [start.name, start] as const))(
  "%s starts with a target that it keeps",
  (_name, { config }) => {
    expect(runLab(draftFromJob(config, "3.5.3")).view?.outcome.kind).toBe("kept");
  },
);

test("every sample has a name and labels that can be read back", () => {
  expect(SAMPLES.map(({ id }) => id)).toEqual([...SAMPLE_IDS]);
  for (const { labels } of SAMPLES) expect(parseLabels(renderLabels(labels))).toEqual({ ok: true, value: labels });
});

test("parameters survive being written and read", () => {
  const params = { module: ["http_2xx"], "match[]": ['{job="a b"}', "up"] };
  expect({ ...parseParams(renderParams(params)) }).toEqual(params);
});

test.each([
  ["nothing", null],
  ["what is no JSON", "{"],
  ["a draft of another shape", '{"rulesText":1}'],
])("%s is no draft", (_guarantee, text) => {
  expect(parseLabDraft(text)).toBeNull();
});
