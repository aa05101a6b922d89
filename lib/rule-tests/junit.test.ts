import { expect, test } from "vitest";
import { renderJunit } from "./junit";
import { parseSuite } from "./parse-suite";
import { reportProblem, reportRun, sumReport } from "./report";
import { runTest } from "./run-test";

const SUITE = `tests:
  - { name: "<a> & \\"b\\"\\x07", scrape_config: { job_name: web }, target: { __address__: "a:1" }, expect: { dropped: true } }
  - { name: passes, scrape_config: {}, target: {}, prometheus: [2.42.0, 3.5.3], expect: { error: config } }
  - { name: broken, config: x.yml, job: web, target: {}, expect: { dropped: true } }
`;

const say = ({ code }: { code: string }) => `<${code}>\n\u0000`;

test("JUnit XML counts, escapes and leaves nothing in that XML forbids", () => {
  const suite = parseSuite(SUITE);
  const tests = suite.ok ? suite.value.tests : [];
  const runs = tests.flatMap((one) =>
    one.versions.map((version) =>
      reportRun(
        runTest(one, version, "t.yml", () => null),
        say,
      ),
    ),
  );
  const unread = parseSuite("tests: {}");
  const problems = unread.ok ? [] : unread.problems.map((problem) => reportProblem({ file: "u&.yml", problem }, say));
  const xml = renderJunit(
    sumReport([
      { file: "t.yml", problems: [], tests: runs },
      { file: "u&.yml", problems, tests: [] },
    ]),
  );
  expect(xml).toContain('<testsuites name="promfleet test" tests="5" failures="1" errors="2">');
  expect(xml).toContain('<testsuite name="t.yml" tests="4" failures="1" errors="1" skipped="0">');
  expect(xml).toContain('<testsuite name="u&amp;.yml" tests="1" failures="0" errors="1" skipped="0">');
  expect(xml).toContain('<testcase classname="t.yml" name="&lt;a&gt; &amp; &quot;b&quot;\ufffd [3.5.3]">');
  expect(xml).toContain(
    '<failure type="ruleTest/not-dropped" message="&lt;ruleTest/not-dropped&gt;&#10;\ufffd">t.yml:2\nexpected: {"dropped":true}\nactual: {"labels":{',
  );
  expect(xml).toContain('<testcase classname="t.yml" name="passes [2.42.0]"/>');
  expect(xml).toContain('<error type="ruleTest/config-missing"');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML forbids
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
  expect(xml.match(/<testcase/g)).toHaveLength(5);
});
