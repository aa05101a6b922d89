import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { differsInTokensOnly } from "@/lib/bundles/credential-change";
import { tokenFilePath } from "@/lib/bundles/file-names";
import { placeFile } from "@/lib/bundles/layout";
import type { RenewalFailure } from "@/lib/clusters/credential-schema";
import { readClusterTokens } from "@/lib/db/cluster-credentials";
import { type ClusterRecord, findClusterRecord } from "@/lib/db/clusters";
import { saveRenewalFailure } from "@/lib/db/credential-renewals";
import { findDeployment } from "@/lib/db/deployments";
import { findLiveRevision } from "@/lib/db/revisions";
import { findServerRecord, type ServerRecord } from "@/lib/db/servers";
import { isFinal } from "@/lib/deployments/schema";
import { log } from "@/lib/log";
import { askActiveTargets } from "@/lib/prometheus-api/targets";
import { openCandidate } from "./candidate";
import { connectionOf, DEPLOYMENT_TIMES, type DeploymentTimes } from "./context";
import { getShownTargetPlan } from "./plan-targets";
import { startDeployment } from "./start-deployment";
import { SYSTEM_AUTHOR } from "./system-author";

const REASON = "renewed credential";
const POLL_MS = 500;
/** Longer than any usual scrape interval: by then each target was scraped with the new token. */
const SCRAPE_MS_MAX = 150_000;

/**
 * Brings a renewed token to every server that watches the cluster, by a deployment of its own. A server whose plan holds
 * more than new tokens is left to people. What stands in the way is kept with the renewal.
 */
export async function rollOutCredential(clusterId: string, times: DeploymentTimes = DEPLOYMENT_TIMES): Promise<void> {
  const cluster = await findClusterRecord(clusterId);
  if (cluster === null) return;
  const outcomes = await Promise.all(cluster.servers.map(({ id }) => rollOut(cluster, id, times)));
  await saveRenewalFailure(clusterId, outcomes.find((outcome) => outcome !== null && outcome !== "unchanged") ?? null);
}

/** The same, without anybody who waits for it. */
export function rollOutInBackground(clusterId: string): void {
  rollOutCredential(clusterId).catch((error: unknown) => log.error({ clusterId, error }, "a roll-out of a credential failed"));
}

type RollOut = RenewalFailure | "unchanged" | null;

async function rollOut(cluster: ClusterRecord, serverId: string, times: DeploymentTimes): Promise<RollOut> {
  const server = await findServerRecord(serverId);
  const live = await findLiveRevision(serverId);
  // A server that never had this cluster gets it when people deploy.
  if (server === null || live === null) return "unchanged";
  const token = (await readClusterTokens([cluster])).get(cluster.id)?.value ?? null;
  if (token === null) return "unchanged";
  const path = tokenFilePath(cluster.name, token.reveal());
  const names = new Set([path, placeFile({ names: "flat" }, path)]);
  const isKnown = live.bundle.jobs.some((job) => job.cluster === cluster.name);
  if (!isKnown || live.bundle.files.some((file) => names.has(file.path))) return "unchanged";
  try {
    const { bundle } = await openCandidate(serverId);
    if (!differsInTokensOnly(live.bundle, bundle)) return "credential/plan-waiting";
    return (await deploy(server, bundle.digest, times)) ? await proveScrapes(cluster, server) : "credential/roll-out-failed";
  } catch (error) {
    log.warn({ cluster: cluster.name, server: server.name, error }, "a renewed credential could not be rolled out");
    return "credential/roll-out-failed";
  }
}

/** Nothing but the token changes, so whatever the target plan finds was there before. */
async function deploy({ id: serverId }: ServerRecord, digest: string, times: DeploymentTimes): Promise<boolean> {
  const { plan } = await getShownTargetPlan(await openCandidate(serverId));
  const acknowledged = plan.findings.map(({ key }) => key);
  const { id } = await startDeployment({ serverId, digest, reason: REASON, acknowledged }, SYSTEM_AUTHOR, times);
  const endsAt = performance.now() + 2 * times.verifyMs;
  while (performance.now() < endsAt) {
    const deployment = await findDeployment(id);
    if (deployment === null || isFinal(deployment.status)) return deployment?.status === "live";
    await sleep(POLL_MS);
  }
  return false;
}

/** Waits until Prometheus has scraped each job of the cluster after the reload, and no target was refused for its credential. */
async function proveScrapes(cluster: ClusterRecord, server: ServerRecord): Promise<RollOut> {
  const since = Date.now();
  const live = await findLiveRevision(server.id);
  const jobs = (live?.bundle.jobs ?? []).filter((job) => job.cluster === cluster.name).map(({ jobName }) => jobName);
  const open = new Set(jobs);
  while (open.size > 0 && Date.now() - since < SCRAPE_MS_MAX) {
    for (const jobName of open) {
      const targets = await askActiveTargets(connectionOf(server), jobName);
      if (!targets.ok) continue;
      const isScraped = targets.value.every(({ lastScrape }) => Date.parse(lastScrape) > since);
      const isRefused = targets.value.some(({ lastError }) => lastError.includes("401"));
      if (isScraped && !isRefused) open.delete(jobName);
    }
    if (open.size > 0) await sleep(2 * POLL_MS);
  }
  log.info({ cluster: cluster.name, server: server.name, unproven: open.size }, "renewed credential rolled out");
  return open.size === 0 ? null : "credential/scrape-unproven";
}
