import { expect, test } from "vitest";
import { playwrightFailures, playwrightUnsteady, vitestFailures } from "./failures";

test("names the failed tests of Vitest and the files that did not load", () => {
  const report = {
    testResults: [
      {
        name: "a.test.ts",
        status: "failed",
        message: "",
        assertionResults: [
          { fullName: "adds", status: "failed", failureMessages: ["expected 1 to be 2"] },
          { fullName: "subtracts", status: "passed", failureMessages: [] },
        ],
      },
      { name: "b.test.ts", status: "failed", message: "no such module", assertionResults: [] },
      { name: "c.test.ts", status: "passed", message: "", assertionResults: [{ fullName: "ok", status: "passed" }] },
    ],
  };
  expect(vitestFailures(report)).toEqual(["a.test.ts › adds\nexpected 1 to be 2", "b.test.ts\nno such module"]);
});

test("names the browser tests that did not pass, at any depth", () => {
  const spec = (title: string, status: string, message?: string) => ({
    file: "x.spec.ts",
    title,
    ok: status === "expected",
    tests: [{ projectName: "prometheus-3.5", status, results: [message === undefined ? {} : { error: { message } }] }],
  });
  const report = {
    suites: [
      { specs: [spec("opens", "expected")], suites: [{ specs: [spec("saves", "unexpected", "timed out")] }] },
      { specs: [spec("mounts", "skipped"), spec("scrolls", "flaky", "too late")] },
    ],
  };
  expect(playwrightFailures(report)).toEqual([
    "[prometheus-3.5] x.spec.ts › saves (unexpected)\ntimed out",
    "[prometheus-3.5] x.spec.ts › mounts (skipped)",
  ]);
  expect(playwrightUnsteady(report)).toEqual(["[prometheus-3.5] x.spec.ts › scrolls (flaky)\ntoo late"]);
});
