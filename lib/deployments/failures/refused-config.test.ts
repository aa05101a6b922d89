import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PrometheusLine } from "@/e2e/support/parts.mjs";
import {
  deploy,
  expectSentences,
  leftovers,
  OWN_CONFIG,
  readMain,
  startFleet,
  type TestFleet,
  UNWATCHED_TIMES,
} from "@/lib/deployments/testing/fleet";
import { checkConfig } from "@/lib/prometheus/check-config";
import { parsePrometheusVersion } from "@/lib/prometheus/versions";
import { reload } from "@/lib/prometheus-api/reload";

const LINES: PrometheusLine[] = ["3.5", "2.53"];
const JOB = (name: string, more = "") => `  - job_name: ${name}\n    static_configs: [{ targets: ["h:1"] }]\n${more}`;

/** What Prometheus answers with 500, and the line of it. */
const BAD: [fault: string, config: string, line: number][] = [
  ["a duplicate job", `scrape_configs:\n${JOB("own")}${JOB("own")}`, 4],
  [
    "a bad regex",
    `scrape_configs:\n${JOB("own", "    relabel_configs: [{ source_labels: [a], regex: '(', action: keep }]\n")}`,
    4,
  ],
  ["an unknown field", `scrape_configs:\n${JOB("own", "    scrape_intervall: 5s\n")}`, 4],
];

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(async () => await fleet.stop());

test.each(LINES)(
  "F-04 what Prometheus %s answers with 500 never reaches its folder, and is shown at its line",
  { timeout: 60_000 },
  async (line) => {
    const prometheus = await fleet.run(line, fleet.makeFolder());
    const before = await prometheus.loadedConfig();
    const version = parsePrometheusVersion(prometheus.version);
    const cluster = await fleet.addCluster();
    for (const [fault, baseConfig, faultLine] of BAD) {
      // The real server refuses it ...
      writeFileSync(join(prometheus.directory, "prometheus.yml"), baseConfig);
      const scrub = (text: string) => text;
      expect(await reload({ url: prometheus.url, caPem: null, auth: { kind: "none" } }, scrub, 1), fault).toMatchObject({
        kind: "failed",
      });
      writeFileSync(join(prometheus.directory, "prometheus.yml"), OWN_CONFIG);
      await prometheus.reload();
      // ... and so do we, before anything is written.
      const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id], baseConfig });
      const deployment = await deploy(server, {}, UNWATCHED_TIMES);
      expect(deployment.status, fault).toBe("rejected");
      const problems = version === null ? [] : checkConfig(baseConfig, version).filter(({ severity }) => severity === "error");
      expect(problems[0]?.range?.line, fault).toBe(faultLine);
      expect(deployment.problems[0]?.range?.line, fault).toBe(faultLine);
      expectSentences(deployment);
      expect(readMain(prometheus.directory)).toBe(OWN_CONFIG);
      expect(leftovers(prometheus.directory)).toEqual([]);
    }
    expect(await prometheus.loadedConfig()).toBe(before);
    await prometheus.restart();
  },
);
