import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { main } from "./main";

const CAPTURES = join(import.meta.dirname, "../../e2e/support/api-server/captures/alpha");
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promfleet-discover-"));
  for (const resource of ["nodes", "services", "pods", "endpoints"]) {
    writeFileSync(join(folder, `${resource}.json`), gunzipSync(readFileSync(join(CAPTURES, `${resource}.json.gz`))));
  }
  writeFileSync(join(folder, "empty.json"), JSON.stringify({ apiVersion: "v1", items: [], kind: "List" }));
  writeFileSync(join(folder, "text.json"), "apiVersion: v1\nkind: List\n");
  const odd = {
    kind: "Pod",
    metadata: { name: "p", labels: { "a.b": "1", "a-b": "2" } },
    spec: { containers: [{}] },
    status: { podIP: "::1" },
  };
  writeFileSync(
    join(folder, "odd.json"),
    JSON.stringify({ kind: "List", items: [odd, { kind: "Secret", metadata: { name: "s" } }] }),
  );
});

afterAll(() => rmSync(folder, { recursive: true }));

afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

/** Runs the command with files of the folder; what it prints and says. */
async function discover(...argv: string[]) {
  let printed = "";
  let said = "";
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    printed += String(chunk);
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((chunk) => {
    said += String(chunk);
    return true;
  });
  await main(["discover", ...argv.map((one) => (one.endsWith(".json") ? join(folder, one) : one))]);
  const lines = printed.split("\n").filter((line) => line !== "");
  return {
    code: Number(process.exitCode ?? 0),
    said,
    lines,
    targets: lines.map((line) => JSON.parse(line) as Record<string, string>),
  };
}

const ALL = ["--from", "pods.json", "--from", "services.json", "--from", "endpoints.json", "--from", "nodes.json"];

test.each<[string, string[], number]>([
  ["every container port of a cluster", ["--role", "pod", "--from", "pods.json"], 48],
  ["nodes among other objects", ["--role", "node", ...ALL], 3],
  ["endpoints with what belongs to them", ["--role", "endpoints", ...ALL], 37],
  ["fewer in 2.53, which leaves init containers out", ["--role", "endpoints", "--prometheus-version", "2.53.3", ...ALL], 31],
  ["one namespace", ["--role", "pod", "--from", "pods.json", "--namespace", "shop"], 23],
  ["chosen by label", ["--role", "pod", "--from", "pods.json", "--selector", "label=app=web"], 15],
  [
    "chosen by label and field",
    [
      "--role",
      "pod",
      "--from",
      "pods.json",
      "--selector",
      "label=app=web",
      "--selector",
      "field=metadata.name=web-5f6b9c8d7-bbbbb",
    ],
    5,
  ],
])("discovers %s", async (_what, argv, count) => {
  const { code, targets, said } = await discover(...argv);
  expect({ count: targets.length, code, said }).toEqual({ count, code: 0, said: expect.stringContaining(`${count} targets`) });
});

test("prints labels sorted by name", async () => {
  const { lines } = await discover("--role", "pod", "--from", "pods.json", "--attach-node", "--from", "nodes.json");
  const names = Object.keys(JSON.parse(lines[0] ?? "") as object);
  expect(names).toEqual([...names].sort());
  expect(names).toContain("__meta_kubernetes_node_name");
});

test.each<[string, string[], number, string]>([
  ["names that become one", ["--role", "pod", "--from", "odd.json"], 0, "[discovery/names-become-one]"],
  ["a kind that nobody asked for", ["--role", "pod", "--from", "odd.json"], 0, "[discovery/unknown-kind]"],
  ["what a role lacks", ["--role", "endpoints", "--from", "endpoints.json"], 0, "[discovery/resource-missing]"],
  ["a dump without objects of the role", ["--role", "ingress", "--from", "pods.json"], 1, "[discovery/no-objects]"],
  ["no target of an empty list", ["--role", "pod", "--from", "empty.json"], 0, "0 targets"],
  ["a text that is no JSON", ["--role", "pod", "--from", "text.json"], 1, "[discovery/not-json]"],
  ["a file that is not there", ["--role", "pod", "--from", "absent.json"], 2, "ENOENT"],
  ["a version that is none", ["--role", "pod", "--from", "pods.json", "--prometheus-version", "new"], 2, '"new"'],
  ["a role that is none", ["--role", "gateway", "--from", "pods.json"], 2, "gateway"],
  [
    "a selector that is none",
    ["--role", "pod", "--from", "pods.json", "--selector", "app=web"],
    2,
    "[discovery/selector-syntax]",
  ],
  [
    "a field that is not selected by",
    ["--role", "node", "--from", "nodes.json", "--selector", "field=spec.x=1"],
    2,
    "[discovery/selector-field]",
  ],
  [
    "a selector for another role",
    ["--role", "pod", "--from", "pods.json", "--selector", "service:label=a"],
    2,
    "[discovery/selector-role]",
  ],
  ["a missing role", ["--from", "pods.json"], 2, "--role"],
])("says %s", async (_what, argv, code, words) => {
  const found = await discover(...argv);
  expect(found.said).toContain(words);
  expect(found.code).toBe(code);
});

test("says it in Chinese", async () => {
  const { said } = await discover("--role", "ingress", "--from", "pods.json", "--lang", "zh");
  expect(said).toContain("这里没有 Ingress 类型的对象");
});
