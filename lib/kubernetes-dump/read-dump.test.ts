import { expect, test } from "vitest";
import { rolesOfDump } from "./dump-roles";
import { createDumpReader, type Dump, looksLikeDump } from "./read-dump";

const pod = (name: string, more: object = {}) => ({ apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "n" }, ...more });
const node = { apiVersion: "v1", kind: "Node", metadata: { name: "w1" } };
const list = (...items: object[]) => ({ apiVersion: "v1", items, kind: "List", metadata: { resourceVersion: "" } });

function read(text: string, pieceBytes = 1_000_000, isWanted?: (raw: unknown) => boolean): Dump {
  const reader = createDumpReader(isWanted === undefined ? {} : { isWanted: (_resource, raw) => isWanted(raw) });
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.push(bytes.subarray(at, at + pieceBytes));
  return reader.end();
}

function namesIn({ objects }: Dump): Record<string, string[]> {
  return Object.fromEntries(Object.entries(objects).map(([resource, found]) => [resource, found.map(({ name }) => name)]));
}

const json = JSON.stringify;
const PODS = { pods: ["a", "b"] };

test.each<[string, string, Record<string, string[]>]>([
  ["a list of one kind", json(list(pod("a"), pod("b"))), PODS],
  ["a list of several kinds", json(list(pod("a"), node, pod("b"))), { pods: ["a", "b"], nodes: ["w1"] }],
  ["a list with line breaks, as kubectl prints it", json(list(pod("a"), pod("b")), null, 4), PODS],
  [
    "a list as the API gives it, whose items do not tell their kind",
    `{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}`,
    PODS,
  ],
  [
    "several lists, one after the other",
    `${json(list(pod("a")))}\n${json(list(pod("b"), node))}`,
    { pods: ["a", "b"], nodes: ["w1"] },
  ],
  ["one object", json(node), { nodes: ["w1"] }],
  ["objects line by line", `${json(pod("a"))}\n${json(pod("b"))}\n`, PODS],
  ["an array of objects", json([pod("a"), pod("b")]), PODS],
  ["an array of lists", json([list(pod("a")), list(pod("b"))]), PODS],
  ["a mark at the beginning", `\uFEFF${json(list(pod("a"), pod("b")))}`, PODS],
  ["braces, quotes and backslashes in texts", json(list(pod("a", { x: 'a}]"\\' }), pod("b", { y: '\\"items":[{' }))), PODS],
  ["a field called items inside an object", json(list(pod("a", { spec: { items: [{}] } }), pod("b"))), PODS],
  ["lists of which nothing is left", json({ apiVersion: "v1", items: [], kind: "List" }), {}],
])("%s, whole or byte by byte", (_guarantee, text, names) => {
  expect(namesIn(read(text))).toEqual(names);
  expect(namesIn(read(text, 1))).toEqual(names);
  expect(namesIn(read(text, 7))).toEqual(names);
});

test.each<[string, string, string[]]>([
  [
    "other kinds are left out and told",
    json(list(pod("a"), { kind: "Secret", metadata: { name: "s" } })),
    ["discovery/unknown-kind"],
  ],
  ["an object without name, too", json(list(pod("a"), { kind: "Pod", metadata: {} })), ["discovery/unreadable-object"]],
  ["the same object twice counts once", json(list(pod("a"), pod("a"))), ["discovery/repeated-object"]],
  ["a list that ends too early", json(list(pod("a"))).slice(0, -5), ["discovery/not-json"]],
  [
    "an item that is no JSON",
    `{"kind":"List","items":[{"kind":nonsense}]}`,
    ["discovery/not-json", "discovery/no-kubernetes-objects"],
  ],
  ["something else", "apiVersion: v1", ["discovery/not-json"]],
  ["brackets without end", "[".repeat(1000), ["discovery/not-json"]],
  ["a list without objects is no mistake", json(list()), []],
  ["nothing", "", ["discovery/no-kubernetes-objects"]],
  ["something else in JSON", `{"a":1}`, ["discovery/no-kubernetes-objects", "discovery/unreadable-object"]],
])("%s", (_guarantee, text, codes) => {
  expect(read(text).problems.map(({ code }) => code)).toEqual(codes.filter((code) => !isMoot(code, codes)));
});

/** Without JSON there is nothing more to say. */
function isMoot(code: string, codes: readonly string[]): boolean {
  return code === "discovery/no-kubernetes-objects" && codes.includes("discovery/not-json");
}

test("a resource of which no object is wanted is there, and empty", () => {
  const dump = read(json(list(pod("a"), node)), 1_000_000, (raw) => (raw as { kind: string }).kind === "Node");
  expect(namesIn(dump)).toEqual({ pods: [], nodes: ["w1"] });
});

test("the roles of a dump are those whose objects it holds", () => {
  expect(rolesOfDump(read(json(list(node, pod("a")))).objects)).toEqual(["pod", "node"]);
});

test.each<[string, string, boolean]>([
  ["kubectl's list", json(list(pod("a")), null, 4), true],
  ["a list of the API", `{"kind":"PodList","apiVersion":"v1","items":[]}`, true],
  ["an array of objects", json([pod("a")]), true],
  ["targets", `[{"targets":["a:1"],"labels":{"kind":"Pod"}}]`, false],
  ["labels", `{"__address__":"a:1","apiVersion":"v1"}`, false],
  ["a reply of Prometheus", `{"status":"success","data":{"activeTargets":[]}}`, false],
  ["lines of labels", `{a="b"}`, false],
])("%s: from kubectl is %s", (_what, text, isDump) => {
  expect(looksLikeDump(text)).toBe(isDump);
});
