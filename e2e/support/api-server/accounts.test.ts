import { request as httpsRequest } from "node:https";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiServer, startApiServer } from "./start-api-server";

let server: ApiServer;
beforeAll(async () => {
  const renew = {
    verbs: ["create"],
    apiGroups: [""],
    resources: ["serviceaccounts/token"],
    resourceNames: ["prometheus"],
    namespace: "monitoring",
  };
  server = await startApiServer({ cluster: "alpha", rules: [renew, { verbs: ["list"], apiGroups: [""], resources: ["nodes"] }] });
});
afterAll(() => server.stop());

/** GET, or POST when there is a body. */
function ask(token: string, path: string, body?: unknown): Promise<{ code: number; body: Answer }> {
  const headers = { authorization: `Bearer ${token}` };
  const method = body === undefined ? "GET" : "POST";
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      `${server.url}${path}`,
      { method, ca: server.caPem, headers, agent: false },
      async (response) => {
        const chunks = await response.toArray();
        resolve({ code: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString("utf8")) });
      },
    );
    request.once("error", reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
type Answer = {
  message?: string;
  status?: { token: string; expirationTimestamp: string; userInfo: { username: string }; allowed: boolean };
};

const tokenPath = (name: string) => `/api/v1/namespaces/monitoring/serviceaccounts/${name}/token`;

test("an account may ask for a token of its own, which has its rights and says when it ends", async () => {
  const { code, body } = await ask(server.token(), tokenPath("prometheus"), { spec: { expirationSeconds: 3600 } });
  const token = body.status?.token ?? "";
  expect(code).toBe(201);
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  expect(new Date(claims.exp * 1000).getTime()).toBe(Date.parse(body.status?.expirationTimestamp ?? ""));
  expect((await ask(token, "/api/v1/nodes")).code).toBe(200);
  expect((await ask(token, "/api/v1/pods")).code).toBe(403);
});

test("not for another account, and not for less than ten minutes", async () => {
  const refused = await ask(server.token(), tokenPath("default"), { spec: {} });
  expect([refused.code, refused.body.message]).toEqual([
    403,
    'serviceaccounts "default" is forbidden: User "system:serviceaccount:monitoring:prometheus" cannot create resource ' +
      '"serviceaccounts/token" in API group "" in the namespace "monitoring"',
  ]);
  expect((await ask(server.token(), tokenPath("prometheus"), { spec: { expirationSeconds: 120 } })).code).toBe(422);
});

test("a token ends at its end, and when it is revoked", async () => {
  const ended = server.addToken({ expiresInSeconds: -1 });
  const revoked = server.addToken();
  expect((await ask(revoked, "/api/v1/nodes")).code).toBe(200);
  server.revokeToken(revoked);
  expect((await Promise.all([ended, revoked].map((token) => ask(token, "/api/v1/nodes")))).map(({ code }) => code)).toEqual([
    401, 401,
  ]);
});

test("a token may have rights and a name of its own; the reviews tell both", async () => {
  const user = "system:serviceaccount:promfleet:promfleet";
  const rules = [{ verbs: ["list"], apiGroups: [""], resources: ["pods"], namespace: "shop" }];
  const token = server.addToken({ user, rules });
  expect((await ask(token, "/api/v1/pods")).code).toBe(403);
  expect((await ask(token, "/api/v1/namespaces/shop/pods")).code).toBe(200);
  const review = await ask(token, "/apis/authentication.k8s.io/v1/selfsubjectreviews", {});
  expect(review.body.status?.userInfo.username).toBe(user);
  const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  const allowed = async (namespace?: string) =>
    (await ask(token, path, { spec: { resourceAttributes: { verb: "list", resource: "pods", namespace } } })).body.status
      ?.allowed;
  expect([await allowed(), await allowed("shop"), await allowed("team-a-1")]).toEqual([false, true, false]);
});
