import { expect, firstVisitTest as test, uniqueName } from "./fixtures";
import { type JobName, registerCluster } from "./pages/cluster-form";
import { deploy, registerServer } from "./pages/server-page";
import { setUpAsFirstVisitor } from "./pages/setup-page";
import { TEST_ADMIN } from "./support/promfleet-client";
import type { PrometheusTarget } from "./support/real-prometheus";

const JOBS: readonly JobName[] = [
  "apiservers",
  "nodes",
  "cadvisor",
  "service-endpoints",
  "pods",
  "services-probe",
  "pushgateway",
  "federation",
];

test.slow();

test("from the first visit to every target UP for two clusters @prometheus @journey", async ({
  page,
  freshApp,
  prometheus,
  apiServers,
}) => {
  await setUpAsFirstVisitor(page, freshApp.url, freshApp.setupToken(), TEST_ADMIN);
  const [alpha, beta] = [uniqueName("alpha"), uniqueName("beta")];
  await page.goto(freshApp.url);
  await registerCluster(page, alpha, apiServers.alpha, [...JOBS, "prometheus"]);
  await registerCluster(page, beta, apiServers.beta, JOBS);
  await registerServer(page, { name: "main", url: prometheus.url, directory: prometheus.directory, clusters: [alpha, beta] });

  await deploy(page, "first two clusters");
  await expect(page.getByText("Prometheus runs this revision, and said so itself.")).toBeVisible({ timeout: 90_000 });

  const wanted = [...JOBS.map((job) => `${alpha}/${job}`), ...JOBS.map((job) => `${beta}/${job}`), `${alpha}/prometheus`];
  expect(await prometheus.scrapePools()).toEqual(expect.arrayContaining(wanted));
  await expect
    .poll(async () => summarize(await prometheus.targets(), wanted), { timeout: 150_000, intervals: [2_000] })
    .toEqual({ notUp: [], withoutTargets: [] });

  const targets = await prometheus.targets();
  expect(targets.filter(({ labels, scrapePool }) => labels.cluster !== scrapePool.split("/")[0])).toEqual([]);
  const apiHosts = [apiServers.alpha, apiServers.beta].map(({ url }) => new URL(url).host);
  expect(targets.filter(({ labels }) => apiHosts.includes(labels.instance ?? ""))).toEqual([]);
  expect(targets.filter(({ labels }) => (labels.instance ?? "") === "")).toEqual([]);
  const identities = targets.map(({ labels }) => JSON.stringify(Object.entries(labels).sort()));
  expect(identities.filter((identity, index) => identities.indexOf(identity) !== index)).toEqual([]);

  for (const server of [apiServers.alpha, apiServers.beta]) {
    expect(server.requests.filter(({ token }) => token === "foreign")).toEqual([]);
    expect(server.requests.filter(({ token }) => token === "own").length).toBeGreaterThan(20);
  }
});

/** Which targets are not UP, and which jobs have none: both empty when all is well. */
function summarize(targets: readonly PrometheusTarget[], jobs: readonly string[]) {
  return {
    notUp: targets.filter(({ health }) => health !== "up").map(({ scrapeUrl, lastError }) => `${scrapeUrl} ${lastError}`),
    withoutTargets: jobs.filter((job) => !targets.some(({ scrapePool }) => scrapePool === job)),
  };
}
