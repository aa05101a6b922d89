import { expect, test } from "vitest";
import { findPromtools } from "./testing/promtool";
import { runSuite } from "./testing/run-differential";

const PROMTOOLS = findPromtools();

/** Printed by the names of the tests; a full run with a seed of the day is `npm run test:differential`. */
const SEED = 20_260_101;

test("promtool 3.5 and 2.53 are there to compare with", () => {
  const lines = PROMTOOLS.map(({ version }) => `${version.major}.${version.minor}`);
  expect(lines).toEqual(expect.arrayContaining([expect.stringMatching(/^3\./), "2.53"]));
});

const ROWS = PROMTOOLS.flatMap(
  (promtool) =>
    [
      ["labels behind random rules", "rules", 500, promtool.versionText, promtool],
      ["refusals of random targets", "refusals", 300, promtool.versionText, promtool],
      ["kept targets", "targets", 100, promtool.versionText, promtool],
    ] as const,
);

test.each(ROWS)(`%s (%s, %i cases, seed ${SEED}) are those of promtool %s`, (_what, suite, count, _version, promtool) => {
  const { cases, differences } = runSuite(suite, promtool, { seed: SEED, count });
  expect(differences).toEqual([]);
  expect(cases).toBeGreaterThan(0);
});
