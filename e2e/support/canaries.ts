import { randomBytes } from "node:crypto";
import type { PromfleetClient } from "./promfleet-client";

/** Every character that some encoding writes in another way. */
const canary = (what: string) => `cnry-${what}-${randomBytes(8).toString("hex")}/+"\\<&%=?'`;
export const CANARIES = {
  "cluster token": canary("token"),
  "replaced cluster token": canary("old-token"),
  "token of a check": canary("check"),
  "token of a refused request": canary("refused"),
  "password for Prometheus": canary("basic"),
  "bearer token for Prometheus": canary("bearer"),
  "password in the base config": canary("base"),
  "header in the base config": canary("header"),
  // Only what may stand in a URL.
  "password in a URL of the base config": `cnry-url-${randomBytes(12).toString("hex")}`,
  "password of an unreadable base config": canary("torn"),
  "password of the administrator": canary("admin"),
  "wrong password": canary("wrong"),
} as const;

export const ADMIN = { name: "Ada Admin", email: "ada@example.com", password: CANARIES["password of the administrator"] };

const quoted = (name: keyof typeof CANARIES) => JSON.stringify(CANARIES[name]);
export const BASE_CONFIG = `global: { scrape_interval: 15s }
# Somewhere else, for the long run.
remote_write:
  - url: http://writer:${CANARIES["password in a URL of the base config"]}@127.0.0.1:9/api/v1/write
    basic_auth: { username: writer, password: ${quoted("password in the base config")} }
    headers: { X-Api-Key: ${quoted("header in the base config")} }
`;

export const BASIC = { kind: "basic", username: "promfleet", password: CANARIES["password for Prometheus"] };

export type Ids = { readonly clusterId: string; readonly serverId: string; readonly deploymentId: string };

/** Requests that fail, each with a secret in it. */
export async function provoke(
  client: PromfleetClient,
  { clusterId, serverId, echoId, apiServerUrl, echoUrl }: Ids & { apiServerUrl: string; echoUrl: string; echoId: string },
): Promise<void> {
  const refused = CANARIES["token of a refused request"];
  const torn = CANARIES["password of an unreadable base config"];
  const check = CANARIES["token of a check"];
  const tls = { kind: "insecure", reason: "a test of canaries" };
  const server = { name: "other", url: echoUrl, transport: { kind: "directory", directory: "/none" }, clusterIds: [] };
  const serverWith = (baseConfig: string) => ({
    ...server,
    name: `torn-${randomBytes(4).toString("hex")}`,
    auth: { kind: "none" },
    baseConfig,
  });
  const requests: [string, string, unknown][] = [
    ["POST", "/api/v1/clusters", { token: refused }],
    ["POST", "/api/v1/clusters", { name: "x", apiServer: `https://u:${refused}@h`, tls, token: ` ${refused}\n x` }],
    // Names of fields are addresses and are said; values are not.
    ["POST", "/api/v1/clusters", { name: "x", apiServer: "https://h", tls, token: refused, labels: { "bad-name": refused } }],
    ["POST", "/api/v1/clusters", { name: "x", apiServer: "https://h", tls, token: refused, unknown: refused }],
    ["POST", "/api/v1/clusters", { name: "x", apiServer: "https://h", tls: { kind: "ca", caPem: refused }, token: refused }],
    ["POST", "/api/v1/clusters", [refused]],
    ["PUT", `/api/v1/clusters/${clusterId}`, { token: refused, version: 1 }],
    ["PUT", `/api/v1/clusters/${clusterId}`, { name: "alpha", apiServer: "https://h", tls, token: refused, version: 99 }],
    ["POST", "/api/v1/clusters/check", { apiServer: apiServerUrl, tls, token: check }],
    ["POST", "/api/v1/clusters/check", { apiServer: echoUrl.replace("http:", "https:"), tls, token: check }],
    ["POST", "/api/v1/clusters/check", { clusterId, apiServer: echoUrl.replace("http:", "https:"), tls }],
    ["POST", "/api/v1/servers", { ...server, auth: { kind: "basic", username: "", password: refused } }],
    ["POST", "/api/v1/servers", { ...server, auth: { kind: "other", password: refused } }],
    ["PUT", `/api/v1/servers/${serverId}`, { ...server, auth: { kind: "bearer", token: refused }, version: 99 }],
    ["POST", "/api/v1/servers/check", { url: echoUrl, auth: { kind: "bearer", token: check } }],
    ["POST", "/api/v1/servers/check", { serverId: echoId, url: echoUrl, auth: { kind: "bearer" } }],
    ["POST", "/api/v1/deployments", { serverId: echoId, digest: refused }],
    ["POST", "/api/v1/setup", { token: refused, name: refused, email: "x", password: refused }],
    ["POST", "/api/auth/sign-in/email", { email: ADMIN.email, password: CANARIES["wrong password"] }],
    ["POST", "/api/auth/change-password", { currentPassword: CANARIES["wrong password"], newPassword: "x" }],
    [
      "POST",
      "/api/v1/servers",
      serverWith(`remote_write:\n- url: http://h\n  basic_auth: {password: ${JSON.stringify(torn)}\n\tx`),
    ],
    ["POST", "/api/v1/servers", serverWith(`remote_write:\n- url: http://h\n  basic_auth: {pasword: ${JSON.stringify(torn)}}\n`)],
    ["POST", "/api/v1/servers", serverWith(`remote_write: {password: [${JSON.stringify(torn)}]}\n`)],
    [
      "POST",
      "/api/v1/servers",
      serverWith(`remote_write:\n- url: 1\n  oauth2: {client_secret: ${JSON.stringify(torn)}, x: 1}\n`),
    ],
  ];
  for (const [method, path, body] of requests) await client.send(method, path, body);
  // What was accepted although it cannot be rendered is shown like the rest.
  for (const { id } of await client.get<{ id: string }[]>("/api/v1/servers")) {
    for (const part of ["", "/plan", "/targets", "/revisions"]) await client.send("GET", `/api/v1/servers/${id}${part}`);
  }
}
