import { expect, test } from "vitest";
import { type Cluster, clusterSchema } from "@/lib/clusters/schema";
import { type RenderedFields, renderDraft } from "./render-draft";

const CLUSTER: Cluster = clusterSchema.parse({
  id: "c1",
  name: "alpha",
  apiServer: "https://10.200.1.2:6443",
  tls: { kind: "ca", caPem: "PEM" },
  tlsServerName: null,
  labels: {},
  jobs: [{ template: "nodes", parameters: {} }],
  credential: {
    version: 1,
    storedAt: "2026-11-22T12:00:00Z",
    kind: "opaque",
    issuer: null,
    account: null,
    audiences: [],
    issuedAt: null,
    expiresAt: null,
  },
  tokenFile: "promfleet/credentials/alpha/token-0123456789ab",
  caFile: "promfleet/credentials/alpha/ca-0123456789ab.crt",
  servers: [],
  health: null,
  version: 1,
  createdAt: "2026-11-22T12:00:00Z",
  updatedAt: "2026-11-22T12:00:00Z",
});
const SOURCES = { clusters: [CLUSTER], askedVersion: null };

const DIRECTORY = { kind: "directory", directory: "/etc/prometheus" } as const;

function draft(baseConfig: string): RenderedFields {
  return {
    url: "http://127.0.0.1:9090",
    prometheusVersion: "",
    clusterIds: ["c1"],
    baseConfig,
    transport: DIRECTORY,
    fileLayout: "single",
  };
}

test("a secret that was just typed is not in the preview, and the jobs are", () => {
  const rendered = renderDraft(draft("remote_write:\n  - url: https://h\n    bearer_token: canary\n"), SOURCES);
  expect(rendered.ok && rendered.value.text).toContain("bearer_token: <secret>");
  expect(rendered.ok && rendered.value.text).toContain("job_name: alpha/nodes");
});

test("what cannot be read is said with its line, not hidden behind the mask", () => {
  const rendered = renderDraft(draft("global:\n  scrape_interval: [\n"), SOURCES);
  expect(rendered.ok ? null : rendered.problems[0].range?.line).toBeGreaterThan(1);
});
