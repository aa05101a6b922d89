/** The most that is repeated of one failure, in characters. */
const MESSAGE_LIMIT = 1500;

type VitestReport = {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
};

type PlaywrightSuite = {
  readonly specs?: readonly {
    readonly file: string;
    readonly title: string;
    readonly ok: boolean;
    readonly tests: readonly {
      readonly projectName: string;
      readonly status: string;
      readonly results: readonly { readonly error?: { readonly message?: string } }[];
    }[];
  }[];
  readonly suites?: readonly PlaywrightSuite[];
};

/** @returns one text for each failed test and for each file that failed as a whole, of Vitest's JSON report */
export function vitestFailures({ testResults }: VitestReport): string[] {
  return testResults.flatMap((file) => {
    const tests = file.assertionResults
      .filter(({ status }) => status === "failed")
      .map((test) => failureText(`${file.name} › ${test.fullName}`, test.failureMessages?.[0]));
    return file.status === "failed" && tests.length === 0 ? [failureText(file.name, file.message)] : tests;
  });
}

/** @returns one text for each test that failed or was skipped, of Playwright's JSON report */
export function playwrightFailures(report: PlaywrightSuite): string[] {
  return describeTests(report, (status) => status !== "expected" && status !== "flaky");
}

/** @returns one text for each test that passed only when it was run once more */
export function playwrightUnsteady(report: PlaywrightSuite): string[] {
  return describeTests(report, (status) => status === "flaky");
}

function describeTests({ specs = [], suites = [] }: PlaywrightSuite, isMeant: (status: string) => boolean): string[] {
  const own = specs.flatMap((spec) =>
    spec.tests
      .filter(({ status }) => isMeant(status))
      .map(({ projectName, status, results }) =>
        failureText(
          `[${projectName}] ${spec.file} › ${spec.title} (${status})`,
          results.find(({ error }) => error !== undefined)?.error?.message,
        ),
      ),
  );
  return [...own, ...suites.flatMap((suite) => describeTests(suite, isMeant))];
}

function failureText(title: string, message = ""): string {
  return `${title}\n${message.slice(0, MESSAGE_LIMIT)}`.trimEnd();
}
