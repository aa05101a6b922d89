import { expect, test } from "vitest";
import { JOB_TEMPLATE_IDS } from "@/lib/job-templates/schema";
import { EMPTY_DRAFT } from "./cluster-draft";
import { previewCluster } from "./cluster-preview";

const FULL = {
  ...EMPTY_DRAFT,
  name: "alpha",
  apiServer: "https://10.200.1.2:6443",
  tls: { kind: "ca" as const, caPem: "PEM", reason: "" },
  token: "canary-token",
  jobs: JOB_TEMPLATE_IDS.map((template) => ({ template, parameters: {} })),
};

function textOf(draft: typeof EMPTY_DRAFT): string {
  const preview = previewCluster(draft, null);
  return preview.ok ? preview.value.text : "";
}

test("an empty form has a config already, with placeholders that are said to be such", () => {
  expect(previewCluster(EMPTY_DRAFT, null)).toMatchObject({ ok: true, value: { hasPlaceholders: true } });
  expect(textOf(EMPTY_DRAFT)).toContain("promfleet/credentials/my-cluster/token-xxxxxxxxxxxx");
});

test("what is typed is in the config, and the token is not", () => {
  expect(textOf(FULL)).toContain("job_name: alpha/pods");
  expect(textOf(FULL)).toContain("https://10.200.1.2:6443");
  expect(textOf(FULL)).not.toContain("canary-token");
});

test("another token is another file name", () => {
  expect(textOf({ ...FULL, token: "other" })).not.toBe(textOf(FULL));
});

test("a value that cannot be used is addressed at its field", () => {
  expect(previewCluster({ ...FULL, apiServer: "http://plain" }, null)).toMatchObject({
    ok: false,
    problems: [{ code: "cluster/api-server", path: ["apiServer"] }],
  });
});
