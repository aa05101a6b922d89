import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type ApiServer, startApiServer } from "@/e2e/support/api-server/start-api-server";
import { main } from "./main";

let apiServer: ApiServer;
let folder = "";

beforeAll(async () => {
  apiServer = await startApiServer({ cluster: "alpha", healthyOnly: true });
});
afterAll(async () => {
  await apiServer.stop();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "promfleet-plan-"));
  writeFileSync(join(folder, "token"), apiServer.token());
  writeFileSync(join(folder, "ca.crt"), apiServer.caPem);
});
afterEach(() => {
  process.exitCode = undefined;
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function writeFleet(jobs: string, url = apiServer.url): string {
  const path = join(folder, "fleet.yml");
  const files = "ca_file: ca.crt, token_file: token, tls_server_name: kubernetes.default";
  writeFileSync(
    path,
    `clusters:
  - { name: alpha, api_server: "${url}", ${files}, jobs: ${jobs} }
servers:
  - { name: main, url: "http://127.0.0.1:9090", directory: /etc/prometheus, clusters: [alpha], prometheus_version: 3.5.3 }
`,
  );
  return path;
}

/** What the command writes on stdout, what it says, and its exit code. */
async function run(...argv: string[]) {
  let [said, wrote] = ["", ""];
  vi.spyOn(process.stderr, "write").mockImplementation((chunk) => {
    said += String(chunk);
    return true;
  });
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    wrote += String(chunk);
    return true;
  });
  await main(argv);
  return { code: Number(process.exitCode ?? 0), said, wrote };
}

test("a live cluster without anything before: every target is new", async () => {
  const { code, wrote } = await run("plan", "--fleet", writeFleet("[nodes]"));
  expect(wrote).toMatch(/alpha \(asked now\) {2}\+\d+ -0 ~0 =0/);
  expect(wrote).toMatch(/^\+ alpha\/nodes https:/m);
  expect(code).toBe(0);
});

test("against what was rendered before: a job that goes is a loss that is told, and too much of it a finding", async () => {
  const deployed = join(folder, "deployed");
  expect((await run("render", writeFleet("[nodes, cadvisor]"), "--out", deployed)).code).toBe(0);
  const fleet = writeFleet("[nodes]");
  const { code, wrote } = await run("plan", "--fleet", fleet, "--against", deployed);
  expect(wrote).toMatch(/^- alpha\/cadvisor https:.*\n {4}the job is gone$/m);
  expect(wrote).toMatch(/^! \d+ targets lost: 50 % of all, more than 20 %$/m);
  expect(code).toBe(1);
  expect((await run("plan", "--fleet", fleet, "--against", deployed, "--loss-percent-max", "50")).code).toBe(0);
  const same = await run("plan", "--fleet", writeFleet("[nodes, cadvisor]"), "--against", deployed, "--json");
  const [summary, ...targets] = same.wrote
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(summary).toMatchObject({ server: "main", plan: { counts: { added: 0, lost: 0, changed: 0 } } });
  expect(summary.plan.counts.unchanged).toBeGreaterThan(0);
  expect(targets).toEqual([]);
});

test("a cluster that cannot be reached is said to be unseen; a dump of it helps", async () => {
  const fleet = writeFleet("[nodes]", "https://127.0.0.1:1");
  const unseen = await run("plan", "--fleet", fleet);
  expect(unseen.wrote).toContain("alpha (not seen)  +0 -0 ~0 =0");
  expect(unseen.code).toBe(1);
  const node = {
    kind: "Node",
    metadata: { name: "n1" },
    status: { addresses: [{ type: "InternalIP", address: "10.0.0.1" }], daemonEndpoints: { kubeletEndpoint: { Port: 10250 } } },
  };
  const dump = join(folder, "dump.json");
  writeFileSync(dump, JSON.stringify({ kind: "List", items: [node] }));
  const seen = await run("plan", "--fleet", fleet, "--from", `alpha=${dump}`);
  expect(seen.wrote).toContain("alpha (from a dump)  +1 -0 ~0 =0");
  expect(seen.code).toBe(0);
});

test.each([
  ["a fleet file that is not there", ["--fleet", "nowhere.yml"], "nowhere.yml cannot be read (ENOENT)."],
  ["--from without a cluster", ["--from", "dump.json"], '"dump.json" is not CLUSTER=FILE.'],
  ["a percentage that is none", ["--loss-percent-max", "many"], "--loss-percent-max takes a whole number from 0 to 100."],
  ["a folder without a config", ["--against", "EMPTY"], "There is no prometheus.yml of main in "],
])("%s is wrong usage", async (_what, args, sentence) => {
  mkdirSync(join(folder, "empty"));
  const fleet = args[0] === "--fleet" ? [] : ["--fleet", writeFleet("[nodes]")];
  const { code, said } = await run("plan", ...fleet, ...args.map((one) => (one === "EMPTY" ? join(folder, "empty") : one)));
  expect(said).toContain(sentence);
  expect(code).toBe(2);
  expect(readdirSync(folder)).not.toContain("main");
});
