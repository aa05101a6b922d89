import { expect, test } from "vitest";
import { findPrometheusBin } from "@/e2e/support/parts.mjs";
import { compareScrapes } from "./testing/scrape-differential";

/** A full run with a seed of the day is `npm run test:differential:metrics`. */
const SEED = 20_260_101;
const CASES = 250;

const LINES = (["3.5", "2.53"] as const).filter((line) => findPrometheusBin(line) !== null);

test("Prometheus 3.5 and 2.53 are there to compare with", () => {
  expect(LINES).toEqual(["3.5", "2.53"]);
});

test.each(LINES)(`Prometheus %s stores of ${CASES} random scrapes what we say (seed ${SEED})`, async (line) => {
  const { cases, failed, differences } = await compareScrapes(line, { seed: SEED, count: CASES });
  expect(differences).toEqual([]);
  // Both kinds are among them.
  expect(failed).toBeGreaterThan(CASES / 10);
  expect(cases - failed).toBeGreaterThan(CASES / 10);
});
