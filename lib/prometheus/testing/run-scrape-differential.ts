import { join } from "node:path";
import { findPrometheusBin, PARTS_DIR, readVersion } from "@/e2e/support/parts.mjs";
import type { PrometheusOptions } from "@/e2e/support/real-prometheus";
import { compareScrapes } from "./scrape-differential";

/** Cases of each version in one full run: more than 20,000 together. */
const FULL_RUN = 7_000;
const SHOWN_MAX = 10;

/** Lets every Prometheus that can be had scrape at the same time and reports line by line. */
export async function runScrapeDifferential(options: { seed: number; factor: number; say: (line: string) => void }) {
  const { seed, factor, say } = options;
  const count = Math.ceil(FULL_RUN * factor);
  const results = await Promise.all(
    findBins().map(async ({ line, version }) => {
      const { cases, failed, differences } = await compareScrapes(line, { seed, count });
      say(`${version} scrapes: ${cases} cases, ${failed} of them fail, ${differences.length} differences`);
      for (const difference of differences.slice(0, SHOWN_MAX)) say(`${difference}\n`);
      return { cases, differences: differences.length };
    }),
  );
  const sum = (which: "cases" | "differences") => results.reduce((total, result) => total + result[which], 0);
  say(`seed ${seed}: ${sum("cases")} cases, ${sum("differences")} differences`);
  return { differences: sum("differences") };
}

/** 3.5 and 2.53 of the test parts, and Debian 12's 2.42, which is optional. */
function findBins(): { line: PrometheusOptions["line"]; version: string }[] {
  const old = [process.env.PROMETHEUS_2_42_DIR, join(PARTS_DIR, "prometheus-2.42/usr/bin"), "/usr/bin"];
  const bins = [findPrometheusBin("3.5"), findPrometheusBin("2.53"), ...old];
  const versions = bins.flatMap((bin) => {
    const version = bin === undefined || bin === null ? null : readVersion(join(bin, "prometheus"));
    return bin === undefined || bin === null || version === null ? [] : [{ line: { bin }, version }];
  });
  return versions.filter(({ version }, place) => versions.findIndex((other) => other.version === version) === place);
}
