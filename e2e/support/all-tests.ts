import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { playwrightFailures, playwrightUnsteady, vitestFailures } from "./failures";
import { PROJECT_ROOT } from "./parts.mjs";
import { startPostgres } from "./postgres";
import { withoutOurVariables } from "./running-promfleet";

const REPORTS = join(PROJECT_ROOT, "test-results/reports");

type Count = {
  readonly passed: number;
  readonly failed: number;
  /** Tests that belong to the other database, and say so. */
  readonly skipped?: number;
  /** What failed and why, to be said again at the end, where nobody has to scroll for it. */
  readonly failures?: readonly string[];
  /** What passed only when it was run once more. */
  readonly unsteady?: readonly string[];
};
type Step = {
  readonly title: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Reads how many tests ran; without it the step as a whole is one test. */
  readonly count?: () => Count;
};

/** Runs lint, types, unit and integration tests on both databases, the build and the browser tests. @returns the exit code */
export async function runAllTests(): Promise<number> {
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  const postgres = await startPostgres();
  const counts: Count[] = [];
  const run = async (step: Step) => {
    const count = await runStep(step);
    counts.push(count);
    return count.failed === 0;
  };
  try {
    await run({ title: "lint", command: ["npm", "run", "--silent", "lint"] });
    await run({ title: "types", command: ["npm", "run", "--silent", "typecheck"] });
    await run(vitest("sqlite", {}));
    await run(vitest("postgresql", { TEST_DATABASE_URL: postgres.adminUrl }));
    const hasBuilt = await run({ title: "production build", command: ["npm", "run", "--silent", "build"] });
    if (hasBuilt) {
      await run(playwright("sqlite", [], {}));
      // What depends on the database is seen once more on the other one.
      const journey = ["--project", "prometheus-3.5", "--grep", "@journey"];
      await run(playwright("postgresql", journey, { TEST_DATABASE_URL: postgres.adminUrl }));
    }
  } finally {
    await postgres.stop();
  }
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  for (const test of counts.flatMap(({ unsteady = [] }) => unsteady)) console.log(`\n--- PASSED ONLY AT THE SECOND TRY: ${test}`);
  for (const failure of counts.flatMap(({ failures = [] }) => failures)) console.log(`\n--- FAILED: ${failure}`);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

function vitest(database: string, environment: Record<string, string>): Step {
  const report = join(REPORTS, `vitest-${database}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  return {
    title: `unit and integration tests on ${database}`,
    command: ["npx", "--no-install", "vitest", "run", ...reporters],
    environment: { ...environment, NODE_ENV: "test" },
    count: () => {
      type Report = { numPassedTests: number; numFailedTests: number; numPendingTests: number } & Parameters<
        typeof vitestFailures
      >[0];
      const read = readReport<Report>(report);
      return {
        passed: read.numPassedTests,
        failed: read.numFailedTests,
        skipped: read.numPendingTests,
        failures: vitestFailures(read),
      };
    },
  };
}

function playwright(database: string, args: readonly string[], environment: Record<string, string>): Step {
  const report = join(REPORTS, `playwright-${database}.json`);
  return {
    title: `browser tests on ${database}`,
    command: ["npx", "--no-install", "playwright", "test", ...args],
    environment: { ...environment, PLAYWRIGHT_JSON_FILE: report },
    count: () => {
      type Stats = { expected: number; unexpected: number; flaky: number; skipped: number };
      const read = readReport<{ stats: Stats } & Parameters<typeof playwrightFailures>[0]>(report);
      const { expected, unexpected, flaky, skipped } = read.stats;
      // A test that is skipped has shown nothing; here it counts as failed, so that nobody overlooks it.
      const [failures, unsteady] = [playwrightFailures(read), playwrightUnsteady(read)];
      return { passed: expected + flaky, failed: unexpected + skipped, failures, unsteady };
    },
  };
}

function readReport<T>(file: string): T {
  if (!existsSync(file)) throw new Error("it ended without a report");
  return JSON.parse(readFileSync(file, "utf8")) as T;
}

async function runStep({ title, command, environment, count }: Step): Promise<Count> {
  const started = Date.now();
  console.log(`\n=== ${title}`);
  const code = await runCommand(command, environment ?? {});
  const result = countOf(code, count);
  const seconds = Math.round((Date.now() - started) / 1000);
  const skipped = result.skipped ? `, ${result.skipped} skipped` : "";
  const outcome = result.failed === 0 ? "passed" : "FAILED";
  console.log(`=== ${title}: ${outcome} (${result.passed} passed, ${result.failed} failed${skipped}) in ${seconds} s`);
  return result;
}

function countOf(code: number, count: Step["count"]): Count {
  const isWell = code === 0;
  if (count === undefined) return { passed: isWell ? 1 : 0, failed: isWell ? 0 : 1 };
  try {
    const counted = count();
    // A file that does not load fails the run without failing a test; a run of no tests proves nothing.
    const hasHiddenFailure = counted.failed === 0 && (!isWell || counted.passed === 0);
    return { ...counted, failed: hasHiddenFailure ? 1 : counted.failed };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

function runCommand([program = "", ...args]: readonly string[], environment: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve) => {
    const env = { ...withoutOurVariables(process.env), NEXT_TELEMETRY_DISABLED: "1", ...environment };
    const child = spawn(program, args, { cwd: PROJECT_ROOT, stdio: "inherit", env });
    child.once("error", () => resolve(1));
    child.once("close", (code) => resolve(code ?? 1));
  });
}
