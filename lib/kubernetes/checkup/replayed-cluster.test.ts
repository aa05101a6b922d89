import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiServer, startApiServer } from "@/e2e/support/api-server/start-api-server";
import { needsOfJobs } from "@/lib/cluster-access";
import { checkupReportSchema } from "@/lib/clusters/checkup-schema";
import { overrideEnvForTest } from "@/lib/env";
import type { JobTemplateId } from "@/lib/job-templates/schema";
import { connectionOf } from "@/lib/kubernetes/api-client";
import { Secret } from "@/lib/secrets/secret";
import { runCheckup } from "./run-checkup";

let alpha: ApiServer;

beforeAll(async () => {
  overrideEnvForTest({ allowLoopback: true });
  alpha = await startApiServer({ cluster: "alpha" });
});
afterAll(() => alpha.stop());

const TEMPLATES: JobTemplateId[] = ["apiservers", "nodes", "cadvisor", "service-endpoints", "pods", "pushgateway"];

async function checkUp() {
  const tls = { kind: "ca", caPem: alpha.caPem } as const;
  const connection = connectionOf({ apiServer: alpha.url, tls, tlsServerName: null }, new Secret(alpha.token()));
  const chosen = TEMPLATES.map((template) => ({ template, parameters: {} }));
  const jobs = needsOfJobs({ name: "alpha", apiServer: alpha.url, jobs: chosen });
  return checkupReportSchema.parse(await runCheckup(connection, jobs, { tell: () => undefined }));
}

test("the recorded cluster serves every way, and the pages have the series that were recorded", async () => {
  const report = await checkUp();
  expect(report.steps.map(({ state }) => state)).toEqual(Array(5).fill("ok"));
  const ways = report.fetches.map(({ kind, outcome }) => `${kind} ${outcome}`).sort();
  expect(ways).toEqual(["apiserver ok", "cadvisor ok", "node ok", "pod ok", "service ok"]);
  const series = Object.fromEntries(report.fetches.map(({ kind, series: count }) => [kind, count]));
  expect(series.apiserver).toBeGreaterThan(15_000);
  expect(Math.min(...Object.values(series))).toBeGreaterThan(0);
  expect(report.permissions.filter(({ state }) => state !== "allowed")).toEqual([]);
});

test("a right that is taken away is missing in the matrix and in the fetch, and mended by giving it back", async () => {
  alpha.denied.add("pods/proxy");
  const report = await checkUp();
  const missing = report.permissions.filter(({ state }) => state === "denied");
  expect(new Set(missing.map(({ verb, resource, subresource }) => `${verb} ${resource}/${subresource}`))).toEqual(
    new Set(["get pods/proxy"]),
  );
  expect(report.fetches.find(({ kind }) => kind === "pod")?.outcome).toBe("api_forbidden");
  alpha.denied.delete("pods/proxy");
  expect((await checkUp()).outcome).toBe("ok");
});
