import fc from "fast-check";
import { expect, test } from "vitest";
import { renderYaml } from "./render-yaml";
import { splitJobs } from "./split-jobs";
import { parseYaml } from "./yaml";
import { valueUnder, type YamlNode } from "./yaml-node";

const LOADED = `global:
  scrape_interval: 1m
scrape_configs:
- job_name: own
  relabel_configs:
  - regex: (.*) x
    action: keep
- job_name: "alpha/no des"
  scheme: https
rule_files:
- a.yml
`;

test.each<[what: string, text: string, names: string[] | null, rest?: string]>([
  ["what Prometheus shows", LOADED, ["own", "alpha/no des"], "global:\n  scrape_interval: 1m\nrule_files:\n- a.yml\n"],
  [
    "an indented list with comments",
    "scrape_configs: # jobs\n  # one\n  - job_name: a\n\n    # in it\n    scheme: http\n",
    ["a"],
    "",
  ],
  ["a name that is not the first key", "scrape_configs:\n- scheme: http\n  job_name: 'a'\n", ["a"], ""],
  ["no jobs", "global: {}\n", [], "global: {}\n"],
  ["the name of something in a job is not its own", "scrape_configs:\n- params:\n    job_name: a\n", null],
  ["jobs in brackets", "scrape_configs: [{ job_name: a }]\n", null],
  ["an indented key", "  scrape_configs:\n  - job_name: a\n", null],
  ["a quoted key", '"scrape_configs":\n- job_name: a\n', null],
  ["the key twice", "scrape_configs:\n- job_name: a\nscrape_configs:\n- job_name: b\n", null],
  ["an alias", "x: &one [a]\nscrape_configs:\n- job_name: a\n  params: *one\n", null],
  ["a merge key", "scrape_configs:\n- job_name: a\n  <<: { scheme: https }\n", null],
  ["a second document", "scrape_configs:\n- job_name: a\n---\nx: y\n", null],
  ["a tab", "scrape_configs:\n-\tjob_name: a\n", null],
  ["an item that says no name", "scrape_configs:\n- scheme: http\n", null],
  ["a name with an escape", 'scrape_configs:\n- job_name: "a\\n"\n', null],
])("%s", (_what, text, names, rest) => {
  const split = splitJobs(text);
  expect(split?.jobs.map(({ jobName }) => jobName) ?? null).toEqual(names);
  if (rest !== undefined) expect(split?.rest).toBe(rest);
});

/** A tree without its places. */
function plain(node: YamlNode): unknown {
  if (node.kind === "scalar") return [node.text, node.tag];
  if (node.kind === "sequence") return node.items.map(plain);
  return node.entries.map(({ key, value }) => [key.text, plain(value)]);
}

test("a slice by itself is what it is in the whole", () => {
  const value = fc.oneof(fc.string(), fc.constantFrom("- job_name: x", "a: b", "# x", "1", "null", "scrape_configs:", "- "));
  const job = fc.record({ job_name: fc.string({ minLength: 1 }), a: value, b: fc.array(fc.record({ c: value, d: value })) });
  fc.assert(
    fc.property(fc.array(job, { minLength: 1 }), fc.constantFrom(0, 2), (jobs, indent) => {
      const text = `scrape_configs:\n${renderYaml(jobs, indent)}tail: [1]\n`;
      const split = splitJobs(text);
      fc.pre(split !== null);
      const whole = parseYaml(text);
      const list = whole.ok ? valueUnder(whole.value.root, "scrape_configs") : null;
      const items = list?.kind === "sequence" ? list.items.map(plain) : null;
      const slices = split.jobs.map((slice) => {
        const document = parseYaml(slice.text);
        return document.ok && document.value.root?.kind === "sequence" ? document.value.root.items.map(plain) : null;
      });
      expect(slices.map((slice) => slice?.[0])).toEqual(items);
      expect(split.jobs.map(({ jobName }) => jobName)).toEqual(jobs.map(({ job_name }) => job_name));
    }),
    { numRuns: 300 },
  );
});
