import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkConfig } from "./check-config";
import { parsePrometheusVersion } from "./versions";

type Verdict = { ok: boolean; message?: string; syntaxOnlyOk?: boolean };
type Vector = { id: string; config: string; verdicts: Record<string, Verdict> };

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`./testdata/${name}`, import.meta.url), "utf8"));
const VECTORS = read("config-errors.public.json") as Vector[];

/** Why a case differs, by id; a case that begins to agree must be taken out, one that begins to differ fails. */
const KNOWN = read("config-errors.known-different.json") as Record<string, { versions: string[]; why: string }>;

describe.each(["2.42.0", "2.53.3", "3.5.3"])("verdicts of the real promtool %s", (versionText) => {
  const version = parsePrometheusVersion(versionText) ?? { major: 0, minor: 0, patch: 0 };
  test(`agree on all of ${VECTORS.length} configs but the known ones`, () => {
    const different = VECTORS.flatMap(({ id, config, verdicts }) => {
      const verdict = verdicts[versionText];
      // Files beside the config are not ours to read: the verdict without them counts.
      const isOk = verdict?.syntaxOnlyOk ?? verdict?.ok;
      const problems = checkConfig(config, version).filter(({ severity }) => severity === "error");
      return (problems.length === 0) === isOk ? [] : [id];
    });
    const known = Object.keys(KNOWN).filter((id) => KNOWN[id]?.versions.includes(versionText));
    expect(different.sort()).toEqual(known.sort());
  });
});
