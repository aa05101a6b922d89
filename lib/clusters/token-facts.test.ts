import { expect, test } from "vitest";
import { readTokenFacts } from "./token-facts";

const jwt = (claims: unknown) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;
const ISSUED = 1_795_000_000;
const BOUND = {
  iss: "https://kubernetes.default.svc",
  sub: "system:serviceaccount:monitoring:prometheus",
  aud: ["https://kubernetes.default.svc"],
  iat: ISSUED,
  exp: ISSUED + 3600,
  "kubernetes.io": { namespace: "monitoring", serviceaccount: { name: "prometheus", uid: "1" } },
};
const LEGACY = {
  iss: "kubernetes/serviceaccount",
  sub: "system:serviceaccount:monitoring:prometheus",
  "kubernetes.io/serviceaccount/namespace": "monitoring",
  "kubernetes.io/serviceaccount/secret.name": "prometheus-token",
};
const account = { namespace: "monitoring", name: "prometheus" };

test.each([
  [
    "a bound token tells its account, audience and both times",
    jwt(BOUND),
    {
      kind: "bound",
      account,
      issuer: BOUND.iss,
      audiences: BOUND.aud,
      issuedAt: "2026-11-18T11:06:40.000Z",
      expiresAt: "2026-11-18T12:06:40.000Z",
    },
  ],
  ["the token of a Secret has no end", jwt(LEGACY), { kind: "legacy", account, issuer: LEGACY.iss, expiresAt: null }],
  ["one audience may stand alone", jwt({ ...BOUND, aud: "vault" }), { kind: "bound", audiences: ["vault"] }],
  ["a person's token is no service account's", jwt({ ...BOUND, sub: "ada" }), { kind: "other", account: null }],
  [
    "a service account's name is a name",
    jwt({ ...BOUND, sub: "system:serviceaccount:a/../b:c" }),
    { kind: "other", account: null },
  ],
  [
    "a claim of the wrong type is none",
    jwt({ ...BOUND, exp: "soon", aud: 7 }),
    { kind: "other", audiences: [], expiresAt: null },
  ],
  ["a time beyond all calendars is none", jwt({ ...BOUND, exp: 1e300 }), { expiresAt: null }],
  ["claims that are no object", jwt("text"), { kind: "opaque", account: null, expiresAt: null }],
  ["a token that is no JWT", "abcdef", { kind: "opaque", account: null, audiences: [] }],
  ["two dots and nothing to read", "a.b.c", { kind: "opaque" }],
  ["an empty token", "", { kind: "opaque" }],
])("%s", (_guarantee, token, expected) => {
  expect(readTokenFacts(token)).toMatchObject(expected);
});
