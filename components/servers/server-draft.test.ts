import { expect, test } from "vitest";
import { type Server, serverInputSchema } from "@/lib/servers/schema";
import {
  EMPTY_DRAFT,
  isSameDraft,
  needsSecretAgain,
  type ServerDraft,
  toDraft,
  toServerEdit,
  toServerInput,
} from "./server-draft";

const AT = "2026-01-01T00:00:00.000Z";
const SERVER: Server = {
  id: "s1",
  name: "main",
  url: "https://prom.example:9090",
  caPem: "PEM",
  transport: { kind: "directory", directory: "/etc/prometheus" },
  prometheusVersion: null,
  lossPercentMax: 20,
  shrinkPercentMax: 20,
  fileLayout: "single",
  revisionsKept: 20,
  isProtected: false,
  windows: [],
  transportSecretStoredAt: null,
  baseConfig: "global: {}\n",
  clusterIds: ["b", "a"],
  clusters: [
    { id: "b", name: "beta" },
    { id: "a", name: "alpha" },
  ],
  auth: { kind: "bearer", storedAt: AT },
  liveRevision: null,
  version: 3,
  createdAt: AT,
  updatedAt: AT,
};

test("an unchanged draft saves what is stored, without its secret", () => {
  expect(toServerEdit(toDraft(SERVER), SERVER.version)).toEqual({
    name: "main",
    url: "https://prom.example:9090",
    caPem: "PEM",
    transport: { kind: "directory", directory: "/etc/prometheus" },
    prometheusVersion: null,
    lossPercentMax: 20,
    shrinkPercentMax: 20,
    fileLayout: "single",
    revisionsKept: 20,
    isProtected: false,
    windows: [],
    baseConfig: "global: {}\n",
    clusterIds: ["b", "a"],
    auth: { kind: "bearer" },
    version: 3,
  });
});

test("what the form sends is what the schema accepts", () => {
  const draft: ServerDraft = {
    ...EMPTY_DRAFT,
    name: "main",
    url: "http://127.0.0.1:9090/",
    transport: { kind: "directory", directory: "/etc/prometheus" },
  };
  expect(serverInputSchema.parse(toServerInput(draft)).url).toBe("http://127.0.0.1:9090");
});

test("a secret typed for another kind of sign-in is not sent", () => {
  expect(
    toServerInput({ ...EMPTY_DRAFT, auth: { ...EMPTY_DRAFT.auth, kind: "basic", username: "u", token: "forgotten" } }).auth,
  ).toEqual({
    kind: "basic",
    username: "u",
  });
});

const BEARER = toDraft(SERVER).auth;

test.each<[string, Partial<ServerDraft>, boolean]>([
  ["nothing changed", {}, false],
  ["a slash at the end is no change", { url: "https://prom.example:9090/" }, false],
  ["another URL", { url: "https://evil.example" }, true],
  ["another CA", { caPem: "OTHER" }, true],
  ["another kind of secret", { auth: { ...BEARER, kind: "basic", username: "u" } }, true],
  ["another URL with the secret typed again", { url: "https://new.example", auth: { ...BEARER, token: "t" } }, false],
  ["another URL without any sign-in", { url: "https://new.example", auth: { ...BEARER, kind: "none" } }, false],
])("the secret is asked again (INV-1): %s", (_guarantee, change, expected) => {
  expect(needsSecretAgain(SERVER, { ...toDraft(SERVER), ...change })).toBe(expected);
});

test("the order of clusters and a slash are no unsaved change, a typed character is", () => {
  const draft = toDraft(SERVER);
  expect(isSameDraft(draft, { ...draft, clusterIds: ["a", "b"] })).toBe(true);
  expect(isSameDraft(draft, { ...draft, url: `${draft.url}/` })).toBe(true);
  expect(isSameDraft(draft, { ...draft, baseConfig: "global: {} \n" })).toBe(false);
});
