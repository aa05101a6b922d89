import "server-only";
import type { Actor } from "@/lib/access/actor";
import { limitAttempts } from "@/lib/access/rate-limit";
import { type ApiNeed, needsOfJobs, needText } from "@/lib/cluster-access";
import type { TrialFetch } from "@/lib/clusters/checkup-schema";
import type { ServerRecord } from "@/lib/db/servers";
import { AppError } from "@/lib/errors";
import { apiServerAddress } from "@/lib/job-templates/api-server-address";
import type { JobTemplateId } from "@/lib/job-templates/schema";
import { fetchTrial } from "@/lib/kubernetes/checkup/trial-fetch";
import { tryKubelet } from "@/lib/kubernetes/checkup/try-kubelet";
import { createScrubber, type Scrub } from "@/lib/prometheus-api/scrub";
import { askActiveTargets } from "@/lib/prometheus-api/targets";
import { problem } from "@/lib/result";
import { diagnoseJobs } from "@/lib/target-doctor/diagnose-jobs";
import type { ServerSight, TrialInput, TrialReport } from "@/lib/target-doctor/trial-schema";
import { type DoctorContext, openDoctorContext } from "./doctor-context";
import { findObjectTargets } from "./find-object-targets";

/** Each makes some requests to somebody's API server. */
const LIMIT = { max: 30, windowMs: 60_000 };
const LAST_ERROR_LENGTH_MAX = 1000;
/** Jobs whose credential goes to kubelets, at their port. */
const KUBELET_TEMPLATES: ReadonlySet<string> = new Set<JobTemplateId>(["nodes-direct", "cadvisor-direct"]);
const KUBELET_PORT = "10250";
const KUBELET_MS_MAX = 8000;

/**
 * Fetches a target once, through its cluster's API server or at a kubelet, with the cluster's credential, and asks the Prometheus servers
 * that watch the cluster what they see of it. Only a URL that the cluster's own jobs make of the object is asked (INV-2).
 */
export async function tryTarget(clusterId: string, input: TrialInput, actor: Actor): Promise<TrialReport> {
  await limitAttempts(`try-target:${actor.id}`, LIMIT);
  const context = await openDoctorContext(clusterId);
  await assertOwnTarget(context, input);
  const [fetch, servers] = await Promise.all([
    fetchOnce(context, input),
    Promise.all(context.servers.map((server) => askServer(server, input, createScrubber([context.connection.token.reveal()])))),
  ]);
  const isRefused = fetch?.outcome === "api_forbidden";
  return { fetch, missingRight: isRefused ? missingRight(context, input.jobName) : null, servers };
}

async function assertOwnTarget(context: DoctorContext, { object, jobName, scrapeUrl }: TrialInput): Promise<void> {
  const { facts, parts } = await findObjectTargets(context, object);
  const jobs = context.jobs.filter(({ config }) => config.job_name === jobName);
  const targets = diagnoseJobs({ facts, parts, jobs, version: context.version }).flatMap((one) => one.targets);
  if (targets.some((target) => target.kind === "kept" && target.scrapeUrl === scrapeUrl)) return;
  throw new AppError("conflict", { problems: [problem("doctor/url-gone", { parameters: { job: jobName } })] });
}

/** Behind the API server, or at the kubelet of a job that asks kubelets; nowhere else, and then null. */
function fetchOnce({ cluster, connection, jobs }: DoctorContext, { jobName, scrapeUrl }: TrialInput): Promise<TrialFetch> | null {
  const path = pathBelow(cluster.apiServer, scrapeUrl);
  if (path !== null) return fetchTrial(connection, { path, isProxied: /\/proxy(?:[/?]|$)/.test(path) });
  const isDirect = jobs.some(({ template, config }) => config.job_name === jobName && KUBELET_TEMPLATES.has(template));
  const { protocol, hostname, port, pathname } = new URL(scrapeUrl);
  if (!isDirect || protocol !== "https:" || port !== KUBELET_PORT) return null;
  const host = hostname.replace(/^\[|\]$/g, "");
  return tryKubelet(connection, { host, path: pathname }, AbortSignal.timeout(KUBELET_MS_MAX));
}

/** Path and query under the API server's URL; null for a URL that leads anywhere else. */
function pathBelow(apiServer: string, scrapeUrl: string): string | null {
  const url = new URL(scrapeUrl);
  const { hostPort } = apiServerAddress(apiServer);
  const prefix = new URL(apiServer).pathname.replace(/\/+$/, "");
  const isThere = url.protocol === "https:" && hostPort === `${url.hostname}:${url.port === "" ? "443" : url.port}`;
  if (!isThere || !url.pathname.startsWith(`${prefix}/`)) return null;
  return `${url.pathname.slice(prefix.length)}${url.search}`;
}

function missingRight({ cluster }: DoctorContext, jobName: string): string | null {
  const needs = needsOfJobs(cluster).find((one) => one.jobName === jobName)?.needs ?? [];
  const isScrape = ({ subresource, nonResourceUrl }: ApiNeed) => subresource === "proxy" || nonResourceUrl !== undefined;
  const need = needs.find(isScrape);
  return need === undefined ? null : needText(need);
}

async function askServer(server: ServerRecord, { jobName, scrapeUrl }: TrialInput, scrub: Scrub): Promise<ServerSight> {
  const { id, name, url, caPem, auth } = server;
  const asked = await askActiveTargets({ url, caPem, auth }, jobName);
  const named = { serverId: id, serverName: name };
  if (!asked.ok) return { ...named, health: "unreachable", lastError: "", lastScrape: null };
  const target = asked.value.find((one) => one.scrapeUrl === scrapeUrl);
  if (target === undefined) return { ...named, health: "absent", lastError: "", lastScrape: null };
  const { health, lastError, lastScrape } = target;
  return { ...named, health, lastError: scrub(lastError).slice(0, LAST_ERROR_LENGTH_MAX), lastScrape };
}
