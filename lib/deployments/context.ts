import "server-only";
import { mainTextOf } from "@/lib/bundles/bundle";
import { findRevision, type RevisionRecord } from "@/lib/db/revisions";
import { findServerRecord, type ServerRecord } from "@/lib/db/servers";
import type { Deployment } from "@/lib/deployments/schema";
import { parseYaml } from "@/lib/prometheus/yaml";
import type { YamlNode } from "@/lib/prometheus/yaml-node";
import type { PrometheusConnection } from "@/lib/prometheus-api/ask";
import { createScrubber, type Scrub } from "@/lib/prometheus-api/scrub";
import type { HeldLease } from "./lease";
import { type Delivery, type OpenTransport, openTransport } from "./transports/transport";

/** How long the proof of a reload may take; tests are less patient. */
export type DeploymentTimes = {
  /** For the server to answer and to show the new configuration; and again for what is to follow from it. */
  readonly verifyMs: number;
  readonly pollMs: number;
  readonly comparison: ComparisonTimes;
  /** For somebody to reload the server by hand. */
  readonly byHandMs?: number;
  /** For what follows from a configuration that is shown, where that has to be quicker. */
  readonly proofMs?: number;
  /** After this long a job that has found nothing has nothing to find. */
  readonly silenceMs?: number;
  /** Two scrape intervals after a deployment its targets are counted, but not later than this. Absent: they are not. */
  readonly settlingMsMax?: number;
};
/** How long targets may take to settle after the proof, before they are compared with the forecast. */
export type ComparisonTimes = { readonly settleMs: number; readonly totalMs: number; readonly pollMs: number };
export const DEPLOYMENT_TIMES: DeploymentTimes = {
  verifyMs: 90_000,
  pollMs: 500,
  // Prometheus passes on what discovery has found every 5 s: what stays the same for two rounds has settled.
  comparison: { settleMs: 12_000, totalMs: 90_000, pollMs: 1_000 },
  settlingMsMax: 150_000,
};

/** Everything that the steps of one deployment share. */
export type DeploymentContext = {
  readonly deploymentId: string;
  readonly server: ServerRecord;
  readonly revision: RevisionRecord;
  /** What Prometheus reads as its main file. */
  readonly mainText: string;
  /** All that it is told, however the files are laid out. */
  readonly config: string;
  /** Names of the jobs that we have rendered, as opposed to the base config's own. */
  readonly generatedJobs: ReadonlySet<string>;
  readonly transport: OpenTransport;
  readonly delivery: Delivery;
  readonly connection: PrometheusConnection;
  readonly scrub: Scrub;
  readonly lease: HeldLease;
  readonly times: DeploymentTimes;
  /** Somebody reloads the server, and we ask for nothing. */
  readonly isReloadedByHand?: boolean;
};

/** Opens the sealed revision of a deployment and all that it needs. */
export async function openContext(
  deployment: Pick<Deployment, "id" | "server" | "revision" | "author" | "reason">,
  lease: HeldLease,
  times: DeploymentTimes = DEPLOYMENT_TIMES,
): Promise<DeploymentContext> {
  const server = await findServerRecord(deployment.server.id);
  const revision = await findRevision(deployment.revision.id);
  if (server === null || revision === null) throw new Error(`deployment ${deployment.id} has lost its server or revision`);
  const mainText = mainTextOf(revision.bundle);
  return {
    deploymentId: deployment.id,
    server,
    revision,
    mainText,
    config: revision.bundle.config,
    generatedJobs: new Set(revision.bundle.jobs.filter(({ cluster }) => cluster !== null).map(({ jobName }) => jobName)),
    transport: openTransport(server),
    delivery: {
      bundle: revision.bundle,
      revisionNumber: revision.number,
      fence: lease.fence,
      owner: { serverId: server.id, serverName: server.name },
      order: { author: deployment.author, reason: deployment.reason },
    },
    connection: connectionOf(server),
    scrub: createScrubber(secretsOf(server, revision)),
    lease,
    times,
  };
}

/** As much of it as whoever only reads from the server needs. */
export async function openReading({
  server: { id },
  revision: { id: revisionId },
}: Pick<Deployment, "server" | "revision">): Promise<Pick<DeploymentContext, "server" | "revision" | "connection" | "scrub">> {
  const server = await findServerRecord(id);
  const revision = await findRevision(revisionId);
  if (server === null || revision === null) throw new Error(`server ${id} or its revision is gone`);
  const scrub = createScrubber(secretsOf(server, revision));
  return { server, revision, connection: connectionOf(server), scrub };
}

/** False for a server whose receiver is the only witness: asking it would only take time. */
export function isAskable(server: ServerRecord): boolean {
  return openTransport(server).receiver?.isOnlyWitness !== true;
}

/** How a server's HTTP API is reached. */
export function connectionOf({ url, caPem, auth }: ServerRecord): PrometheusConnection {
  return { url, caPem, auth };
}

/** Every secret that Prometheus could quote back in this deployment. */
function secretsOf(server: ServerRecord, { bundle, configMasked }: RevisionRecord): string[] {
  const files = bundle.files.filter(({ isSecret }) => isSecret).map(({ content }) => content.trim());
  const credential = server.auth.kind === "none" ? [] : [server.auth.secret.reveal()];
  return [...files, ...credential, ...maskedValues(bundle.config, configMasked)];
}

/** What a masked text hides: the scalars in which it differs from the text itself. */
function maskedValues(text: string, masked: string): string[] {
  if (text === masked) return [];
  const [plain, hidden] = [parseYaml(text), parseYaml(masked)];
  if (!plain.ok || !hidden.ok || plain.value.root === null || hidden.value.root === null) return [];
  return differentScalars(plain.value.root, hidden.value.root);
}

function differentScalars(plain: YamlNode, hidden: YamlNode): string[] {
  if (plain.kind === "scalar") return hidden.kind === "scalar" && hidden.text !== plain.text ? [plain.text] : [];
  if (plain.kind === "sequence") {
    if (hidden.kind !== "sequence") return [];
    return plain.items.flatMap((item, index) => pairOf(item, hidden.items[index]));
  }
  if (hidden.kind !== "mapping") return [];
  return plain.entries.flatMap(({ value }, index) => pairOf(value, hidden.entries[index]?.value));
}

function pairOf(plain: YamlNode, hidden: YamlNode | undefined): string[] {
  return hidden === undefined ? [] : differentScalars(plain, hidden);
}
