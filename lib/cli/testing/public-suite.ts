import { readFileSync } from "node:fs";
import { join } from "node:path";

const RELABEL = new URL("../../relabel/testdata/relabel.public.json", import.meta.url);
const CONFIGS = new URL("../../prometheus/testdata/config-errors.public.json", import.meta.url);
const DIFFERENT = new URL("../../prometheus/testdata/config-errors.known-different.json", import.meta.url);

type Kept = { outcome: "kept"; labels: Record<string, string> };
type Measured = { versions: string[] } & (
  | Kept
  | { outcome: "dropped" }
  | { outcome: "error"; stage: "config" | "target" }
  | { outcome: "varies"; alternatives: Kept[] }
);
type Vector = { id: string; scrape: Record<string, unknown>; target: Record<string, string>; expect: Measured[] };

/** The measured cases as a file of rule tests: one test per distinct result, and per possible one. */
export function relabelSuite(): { text: string; cases: number } {
  const lines = readFileSync(RELABEL, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("{"));
  return { text: `tests:\n${lines.map(relabelTests).join("")}`, cases: lines.length };
}

/** The rules are taken as text: numbers count by their spelling, which JSON.parse would lose. */
function relabelTests(line: string): string {
  const [, rules = ""] = /"relabel_configs":(.*?),"target":\{/.exec(line) ?? [];
  const { id, scrape, target, expect } = JSON.parse(line.replace(/,$/, "")) as Vector;
  const scrapeConfig = `${toYaml(scrape).slice(0, -1)}, "relabel_configs": ${rules}}`;
  return expect
    .flatMap((measured) => expectationsOf(measured).map((expected) => ({ expected, versions: measured.versions })))
    .map(
      ({ expected, versions }, index) => `  - name: ${id} ${index}
    scrape_config: ${scrapeConfig}
    target: ${toYaml(target)}
    prometheus: ${toYaml(versions)}
    expect: ${toYaml(expected)}
`,
    )
    .join("");
}

function expectationsOf(measured: Measured): unknown[] {
  switch (measured.outcome) {
    case "kept":
      return [{ labels: measured.labels }];
    case "dropped":
      return [{ dropped: true }];
    case "error":
      return [{ error: measured.stage }];
    case "varies":
      return measured.alternatives.map(({ labels }) => ({ labels }));
  }
}

/** JSON is YAML but for characters that YAML wants escaped. */
function toYaml(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

type ConfigCase = {
  id: string;
  config: string;
  files?: Record<string, string>;
  verdicts: Record<string, { ok: boolean; syntaxOnlyOk?: boolean }>;
};

/** Configurations that Prometheus was seen to refuse, each in a file of its own, and a file of tests that says so. */
export function configSuite(folder: string): { text: string; files: { path: string; text: string }[]; cases: number } {
  const known = JSON.stringify(JSON.parse(readFileSync(DIFFERENT, "utf8")));
  const cases = (JSON.parse(readFileSync(CONFIGS, "utf8")) as ConfigCase[]).flatMap((one) => {
    // What only further files or the disk make wrong is not the configuration's own text.
    const versions = Object.entries(one.verdicts).filter(([, { ok, syntaxOnlyOk }]) => !ok && syntaxOnlyOk !== true);
    const isOurs = versions.length > 0 && one.files === undefined && !known.includes(`"${one.id}"`);
    return isOurs ? [{ ...one, versions: versions.map(([version]) => version) }] : [];
  });
  const tests = cases.map(
    ({ id, versions }) =>
      `  - { name: ${id}, config: ${id}.yml, job: any, target: {}, prometheus: ${toYaml(versions)}, expect: { error: config } }\n`,
  );
  return {
    text: `tests:\n${tests.join("")}`,
    files: cases.map(({ id, config }) => ({ path: join(folder, `${id}.yml`), text: config })),
    cases: cases.length,
  };
}
