import { z } from "zod";
import { holdsSchema, shrinkageSchema, windowsSchema } from "@/lib/deployments/guards/schema";
import { problemSchema } from "@/lib/deployments/schema";
import { transportSchema } from "@/lib/deployments/transport-schema";
import { directoryTransportSchema } from "@/lib/deployments/transports/directory-schema";
import { dnsLabelSchema } from "@/lib/dns-label";
import { endpointUrlSchema } from "@/lib/outbound-endpoint";
import { parsePrometheusVersion } from "@/lib/prometheus/versions";

export const serverNameSchema = dnsLabelSchema("server/name");

/** http(s) URL of a Prometheus server; it may have a route prefix, no user info, query or fragment. */
export const serverUrlSchema = endpointUrlSchema(["http:", "https:"], "server/url");

/** How we sign in to the server's HTTP API. The secret is write-only: absent keeps the stored one (INV-1 applies). */
export const serverAuthInputSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({
    kind: z.literal("basic"),
    username: z.string().min(1, { error: "server/username" }).max(200),
    password: z.string().min(1).max(4096).optional(),
  }),
  z.strictObject({ kind: z.literal("bearer"), token: z.string().trim().min(1).max(16_384).optional() }),
]);

const serverFields = {
  name: serverNameSchema,
  url: serverUrlSchema,
  caPem: z.string().trim().max(65_536).nullable().default(null),
  transport: transportSchema,
  prometheusVersion: z
    .string()
    .trim()
    .refine((text) => parsePrometheusVersion(text) !== null, { error: "server/prometheus-version" })
    .nullable()
    .default(null),
  /** The user's prometheus.yml. On reading, secrets are masked as `<secret>`; sent back, a mask keeps the stored value. */
  baseConfig: z.string().max(4_194_304).default(""),
  clusterIds: z.array(z.string()).max(2000).default([]),
};

/** In percent: a deployment that loses a larger share of the server's targets asks for an acknowledgement. */
const LOSS_ERROR = { error: "server/loss-percent-max" };
const lossPercentMaxSchema = z.int(LOSS_ERROR).min(0, LOSS_ERROR).max(100, LOSS_ERROR);
const shrinkPercentMaxSchema = z
  .int({ error: "server/shrink-percent-max" })
  .min(0, { error: "server/shrink-percent-max" })
  .max(100, { error: "server/shrink-percent-max" });
const revisionsKeptSchema = z
  .int({ error: "server/revisions-kept" })
  .min(1, { error: "server/revisions-kept" })
  .max(500, { error: "server/revisions-kept" });

/** All jobs in prometheus.yml, or a file for each cluster beside it. */
export const FILE_LAYOUTS = ["single", "per_cluster"] as const;

/** How deployments to a server are done. */
const policyFields = {
  lossPercentMax: lossPercentMaxSchema,
  /** The same for jobs and clusters, whose number has to be typed. */
  shrinkPercentMax: shrinkPercentMaxSchema,
  fileLayout: z.enum(FILE_LAYOUTS),
  revisionsKept: revisionsKeptSchema,
  isProtected: z.boolean(),
  /** When deployments may run; empty means always. */
  windows: windowsSchema,
};
/** Of a row of the database, too: what else is in there is left out. */
export const serverPolicySchema = z.object(policyFields);
export type ServerPolicy = z.infer<typeof serverPolicySchema>;

/** Left out, each stays as it is, or gets its default. */
const inputFields = {
  ...serverFields,
  ...serverPolicySchema.partial().shape,
  /** Write-only: an SSH key, a token or a deploy key for the transport. Left out, the stored one is kept (INV-1 applies). */
  transportSecret: z.string().trim().min(1).max(65_536).optional(),
};

export const serverInputSchema = z.strictObject({ ...inputFields, auth: serverAuthInputSchema });
export type ServerInput = z.infer<typeof serverInputSchema>;

export const serverEditSchema = z.strictObject({
  ...inputFields,
  auth: serverAuthInputSchema,
  version: z.int().positive(),
});
export type ServerEdit = z.infer<typeof serverEditSchema>;

/** What may leave the server. */
export const serverSchema = z.strictObject({
  id: z.string(),
  ...serverFields,
  ...policyFields,
  /** When the transport's own secret was stored; null when there is none. */
  transportSecretStoredAt: z.iso.datetime().nullable(),
  auth: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("none") }),
    z.strictObject({ kind: z.literal("basic"), username: z.string(), storedAt: z.iso.datetime() }),
    z.strictObject({ kind: z.literal("bearer"), storedAt: z.iso.datetime() }),
  ]),
  clusters: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  /** The revision that was last seen live, if any. */
  liveRevision: z.strictObject({ number: z.int(), digest: z.string(), at: z.iso.datetime() }).nullable(),
  version: z.int().positive(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Server = z.infer<typeof serverSchema>;

export const changeSchema = z.enum(["added", "changed", "removed", "same"]);
export type Change = z.infer<typeof changeSchema>;

/** What the next revision would change. Texts are masked. */
export const planSchema = z.strictObject({
  digest: z.string(),
  /** Number that the next revision would get; equal digests mean there is nothing to deploy. */
  nextNumber: z.int(),
  isUpToDate: z.boolean(),
  prometheusVersion: z.string(),
  /** Where the version came from. */
  versionSource: z.enum(["set", "asked", "assumed"]),
  files: z.array(z.strictObject({ path: z.string(), change: changeSchema, bytes: z.int(), isSecret: z.boolean() })),
  jobs: z.array(
    z.strictObject({
      jobName: z.string(),
      cluster: z.string().nullable(),
      template: z.string().nullable(),
      change: changeSchema,
    }),
  ),
  /** What goes away more than the settings allow: its number has to be typed. */
  shrinkages: z.array(shrinkageSchema),
  /** Of the plan of a rollback; null for a plan of the settings. */
  rollback: z
    .strictObject({ revisionId: z.string(), number: z.int(), /** Whether it ever was seen to run. */ wasLive: z.boolean() })
    .nullable(),
  /** What runs is a rollback: the settings differ from it until somebody deploys them. Null when it is none. */
  liveRollback: z.strictObject({ number: z.int(), author: z.string(), reason: z.string(), at: z.iso.datetime() }).nullable(),
  /** Freezes, windows and protection, for everything but a rollback to what ran before. */
  holds: holdsSchema,
  problems: z.array(problemSchema),
  /** prometheus.yml as deployed last ("" before the first time) and as it would be. */
  deployedConfig: z.string(),
  nextConfig: z.string(),
});
export type Plan = z.infer<typeof planSchema>;

/** An unsaved connection to try; with `serverId` and no secret the stored one is used, if URL and CA are unchanged. */
export const serverCheckSchema = z.strictObject({
  serverId: z.string().optional(),
  url: serverUrlSchema,
  caPem: serverFields.caPem,
  auth: serverAuthInputSchema,
});
export type ServerCheck = z.infer<typeof serverCheckSchema>;

/** Where to look for a prometheus.yml. */
export const readBaseConfigSchema = z.strictObject({ directory: directoryTransportSchema.shape.directory });

/** What we learn of a server by asking it. */
export const serverStatusSchema = z.strictObject({
  outcome: z.enum([
    "ok",
    "blocked_address",
    "dns",
    "refused",
    "timeout",
    "unreachable",
    "tls",
    "unauthorized",
    "redirected",
    "not_prometheus",
  ]),
  version: z.string().nullable(),
  isReady: z.boolean().nullable(),
  /** From --web.enable-lifecycle; null when it could not be read. */
  hasLifecycle: z.boolean().nullable(),
  /** The --config.file that it was started with. */
  configFile: z.string().nullable(),
});
export type ServerStatus = z.infer<typeof serverStatusSchema>;

/** Targets of one scrape pool, as Prometheus reports them. */
export const targetsSchema = z.array(
  z.strictObject({
    jobName: z.string(),
    cluster: z.string().nullable(),
    up: z.int(),
    down: z.int(),
    unknown: z.int(),
    targets: z.array(
      z.strictObject({
        instance: z.string(),
        scrapeUrl: z.string(),
        labels: z.record(z.string(), z.string()),
        health: z.enum(["up", "down", "unknown"]),
        lastError: z.string(),
        lastScrape: z.string(),
      }),
    ),
  }),
);
export type Targets = z.infer<typeof targetsSchema>;

/** Names of the jobs that a server runs, and its version. */
export const scrapePoolsSchema = z.strictObject({ prometheusVersion: z.string(), pools: z.array(z.string()) });
export type ScrapePools = z.infer<typeof scrapePoolsSchema>;

export const scrapePoolQuerySchema = z.strictObject({ scrapePool: z.string().min(1).max(1000) });

/** Shaped like a reply of Prometheus's targets API, so that whoever reads those reads this. */
export type DiscoveredTargets = {
  readonly activeTargets: readonly { readonly discoveredLabels: Readonly<Record<string, string>> }[];
  readonly droppedTargets: null;
  /** Targets that the server dropped and does not remember. */
  readonly missingCount: number;
};

/** What a running job is, as far as relabelling its targets goes. */
export const scrapeJobSchema = z.strictObject({
  job: z.strictObject({
    job_name: z.string(),
    scheme: z.string(),
    metrics_path: z.string(),
    scrape_interval: z.string(),
    scrape_timeout: z.string(),
    params: z.record(z.string(), z.array(z.string())),
  }),
  rulesText: z.string(),
});
export type ScrapeJob = z.infer<typeof scrapeJobSchema>;

export const revisionSchema = z.strictObject({
  id: z.string(),
  number: z.int(),
  digest: z.string(),
  author: z.string(),
  reason: z.string(),
  createdAt: z.iso.datetime(),
});
export type Revision = z.infer<typeof revisionSchema>;
