import { Agent, request } from "node:https";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AccessRule } from "./access-rules";
import { RESOURCES } from "./resources";
import { type ApiServer, startApiServer } from "./start-api-server";
import { editAs } from "./writes";

const RULES: readonly AccessRule[] = [
  { apiGroups: [""], resources: ["secrets"], verbs: ["get", "patch", "create", "delete"], namespace: "apps" },
];
let server: ApiServer;
beforeAll(async () => {
  server = await startApiServer({ cluster: "alpha", healthyOnly: true, rules: RULES });
});
afterAll(() => server.stop());

type Answer = {
  code: number;
  body: { reason?: string; metadata?: { resourceVersion: string }; details?: unknown; data?: unknown };
};

function send(method: string, path: string, body: unknown, contentType = "application/apply-patch+yaml"): Promise<Answer> {
  const text = body === undefined ? "" : JSON.stringify(body);
  const length = String(Buffer.byteLength(text));
  const headers = { authorization: `Bearer ${server.token()}`, "content-type": contentType, "content-length": length };
  const agent = new Agent({ ca: server.caPem, servername: "kubernetes.default" });
  return new Promise((resolve, reject) => {
    const call = request(`${server.url}${path}`, { method, headers, agent }, (response) => {
      let answer = "";
      response.on("data", (chunk) => {
        answer += String(chunk);
      });
      response.on("end", () => resolve({ code: response.statusCode ?? 0, body: JSON.parse(answer) }));
    });
    call.on("error", reject);
    call.end(text);
  });
}

const secret = (name: string, data: Record<string, string>, metadata: object = {}) => {
  const encoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString("base64")]);
  return { apiVersion: "v1", kind: "Secret", metadata: { name, ...metadata }, data: Object.fromEntries(encoded) };
};
const path = (name: string, query = "fieldManager=one") => `/api/v1/namespaces/apps/secrets/${name}?${query}`;

test("apply makes an object, owns what it states, and takes away what it states no more", async () => {
  expect((await send("PATCH", path("a"), secret("a", { x: "1", y: "2" }))).code).toBe(201);
  const second = await send("PATCH", path("a"), secret("a", { x: "1" }));
  expect(second).toMatchObject({ code: 200, body: { data: { x: "MQ==" } } });
  expect(second.body.data).not.toHaveProperty("y");
});

test("a field that another manager owns is a conflict, unless forced or said alike", async () => {
  const at = { namespace: "apps", name: "b", manager: "kubectl-edit" };
  editAs(server.store, RESOURCES.secrets, at, [[["data", "x"], "MQ=="]]);
  expect((await send("PATCH", path("b"), secret("b", { x: "1" }))).code).toBe(200);
  expect(await send("PATCH", path("b"), secret("b", { x: "2" }))).toMatchObject({
    code: 409,
    body: { details: { causes: [{ reason: "FieldManagerConflict", field: ".data.x" }] } },
  });
  expect((await send("PATCH", path("b", "fieldManager=one&force=true"), secret("b", { x: "2" }))).code).toBe(200);
});

test("an old resourceVersion is a conflict; a dry run changes nothing", async () => {
  const made = await send("PATCH", path("c"), secret("c", { x: "1" }));
  const resourceVersion = made.body.metadata?.resourceVersion;
  expect((await send("PATCH", path("c", "fieldManager=one&dryRun=All"), secret("c", { x: "2" }))).code).toBe(200);
  expect((await send("PATCH", path("c"), secret("c", { x: "2" }, { resourceVersion }))).code).toBe(200);
  expect(await send("PATCH", path("c"), secret("c", { x: "3" }, { resourceVersion }))).toMatchObject({
    code: 409,
    body: { reason: "Conflict" },
  });
});

test.each<[guarantee: string, name: string, body: unknown, contentType: string, code: number]>([
  ["more than 1 MiB of values", "d", secret("d", { x: "x".repeat(1_048_577) }), "application/apply-patch+yaml", 422],
  ["a request of more than 3 MiB", "d", secret("d", { x: "x".repeat(3_000_000) }), "application/apply-patch+yaml", 413],
  ["a key with a slash", "d", secret("d", { "a/b": "x" }), "application/apply-patch+yaml", 422],
  ["another name than the path's", "d", secret("e", { x: "1" }), "application/apply-patch+yaml", 400],
  ["another kind of patch", "d", secret("d", { x: "1" }), "application/json", 415],
])("%s is refused", async (_guarantee, name, body, contentType, code) => {
  expect((await send("PATCH", path(name), body, contentType)).code).toBe(code);
});

test("rights are asked for, for making an object as well", async () => {
  server.setRules([{ apiGroups: [""], resources: ["secrets"], resourceNames: ["f"], verbs: ["get", "patch", "create"] }]);
  expect((await send("PATCH", path("f"), secret("f", { x: "1" }))).code).toBe(403);
  server.setRules(RULES);
  expect((await send("PATCH", path("f"), secret("f", { x: "1" }))).code).toBe(201);
  expect((await send("DELETE", path("f"), { preconditions: { resourceVersion: "1" } })).code).toBe(409);
  expect((await send("DELETE", path("f"), undefined)).code).toBe(200);
});
