import { expect, test } from "vitest";
import { type Cluster, clusterEditSchema, clusterInputSchema, clusterSchema } from "@/lib/clusters/schema";
import {
  type ClusterDraft,
  draftOf,
  EMPTY_DRAFT,
  needsTokenAgain,
  repeatedNames,
  toClusterEdit,
  toClusterInput,
} from "./cluster-draft";

const SAVED: Cluster = clusterSchema.parse({
  id: "c1",
  name: "alpha",
  apiServer: "https://10.200.1.2:6443",
  tls: { kind: "ca", caPem: "PEM" },
  tlsServerName: "kubernetes.default",
  labels: { tier: "gold" },
  jobs: [{ template: "nodes", parameters: {} }],
  credential: {
    ...{ version: 2, storedAt: "2026-11-22T12:00:00Z", expiresAt: null },
    ...{ kind: "opaque", issuer: null, account: null, audiences: [], issuedAt: null },
  },
  tokenFile: "promfleet/credentials/alpha/token-0123456789ab",
  caFile: "promfleet/credentials/alpha/ca-0123456789ab.crt",
  servers: [],
  health: null,
  version: 3,
  createdAt: "2026-11-22T12:00:00Z",
  updatedAt: "2026-11-22T12:00:00Z",
});

test("a stored cluster that nobody has touched is sent back as it was, without a token", () => {
  const edit = clusterEditSchema.parse(toClusterEdit(draftOf(SAVED), SAVED));
  const { name, apiServer, tls, tlsServerName, labels, jobs, version } = SAVED;
  expect(edit).toEqual({ name, apiServer, tls, tlsServerName, labels, jobs, version });
});

test("a filled draft is what the API takes, and the other way of TLS is not sent along", () => {
  const draft: ClusterDraft = {
    ...EMPTY_DRAFT,
    name: "beta",
    apiServer: "https://beta:6443/",
    tls: { kind: "insecure", caPem: "left over", reason: "lab without a CA" },
    token: "secret",
    labels: [{ id: "1", name: "tier", value: "gold" }],
  };
  expect(clusterInputSchema.parse(toClusterInput(draft))).toMatchObject({
    apiServer: "https://beta:6443",
    tls: { kind: "insecure", reason: "lab without a CA" },
    labels: { tier: "gold" },
  });
});

test.each<[string, Partial<ClusterDraft>, boolean]>([
  ["nothing changed", {}, false],
  ["a slash at the end is the same server", { apiServer: "https://10.200.1.2:6443/" }, false],
  ["blanks around the CA are the same CA", { tls: { kind: "ca", caPem: " PEM\n", reason: "" } }, false],
  ["other labels do not move the token", { labels: [] }, false],
  ["another server", { apiServer: "https://10.200.1.3:6443" }, true],
  ["another CA", { tls: { kind: "ca", caPem: "OTHER", reason: "" } }, true],
  ["no verification any more", { tls: { kind: "insecure", caPem: "PEM", reason: "lab without a CA" } }, true],
  ["another name in the certificate", { tlsServerName: "evil.example" }, true],
  ["a URL that cannot be read is not the stored one", { apiServer: "https://" }, true],
])("the token is asked for again: %s", (_guarantee, change, expected) => {
  expect(needsTokenAgain({ ...draftOf(SAVED), ...change }, SAVED)).toBe(expected);
});

test("a name on two lines is found", () => {
  const labels = ["tier", "zone", "tier"].map((name, index) => ({ id: String(index), name, value: "x" }));
  expect([...repeatedNames(labels)]).toEqual(["tier"]);
});
