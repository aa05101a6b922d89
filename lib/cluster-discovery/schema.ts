import { z } from "zod";
import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import { parsePrometheusVersion } from "@/lib/prometheus/versions";
import type { LabelSet } from "@/lib/relabel/label-set";
import type { Problem } from "@/lib/result";

/** Prometheus's roles of kubernetes_sd_configs. */
export const DISCOVERY_ROLES = [
  "node",
  "service",
  "pod",
  "endpoints",
  "endpointslice",
  "ingress",
] as const satisfies readonly DiscoveryRole[];

/** One way in which a job discovers targets in a cluster. */
export type DiscoveryRequest = {
  readonly role: DiscoveryRole;
  /** `attach_metadata: {node: true}`: labels of the node as well. */
  readonly attachNode: boolean;
};

/** The request as a short text: key of maps and of stored snapshots. */
export function requestKey({ role, attachNode }: DiscoveryRequest): string {
  return attachNode ? `${role}+node` : role;
}

/** How far the listing of one resource has come. */
export type DiscoveryProgress = {
  /** Name in the API: "pods", "endpointslices" ... */
  readonly resource: string;
  readonly read: number;
  /** Null while the API server has not said how many there are. */
  readonly total: number | null;
};

/** What one request came to. */
export type DiscoveryPart = {
  readonly request: DiscoveryRequest;
  readonly targets: readonly LabelSet[];
  /** When the cluster was asked; in the past when `isLive` is false. */
  readonly takenAt: Date;
  /** False when the cluster could not be read now: then these are the targets of the last time, or none. */
  readonly isLive: boolean;
  readonly problems: readonly Problem[];
};

/** What a cluster was found to hold: one part per request, in the order of the requests. */
export type ClusterDiscovery = { readonly parts: readonly DiscoveryPart[] };

/** Query of GET /api/v1/clusters/[clusterId]/discovered-targets. */
export const discoveredTargetsQuerySchema = z.object({
  role: z.enum(DISCOVERY_ROLES),
  attachNode: z
    .enum(["true", "false"])
    .default("false")
    .transform((text) => text === "true"),
  /** Of the Prometheus whose discovery is wanted; the newest known one when absent. */
  version: z
    .string()
    .transform(parsePrometheusVersion)
    .refine((version) => version !== null, { error: "server/prometheus-version" })
    .optional(),
});
export type DiscoveredTargetsQuery = z.output<typeof discoveredTargetsQuerySchema>;

const problemSchema: z.ZodType<Problem> = z.object({
  code: z.string(),
  severity: z.enum(["error", "warning", "info"]),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
  path: z.array(z.union([z.string(), z.number()])),
});

/** What the answer came to. */
const discoveryEndSchema = z.object({
  takenAt: z.iso.datetime(),
  isLive: z.boolean(),
  problems: z.array(problemSchema),
  targetCount: z.int().nonnegative(),
});
export type DiscoveryEnd = z.output<typeof discoveryEndSchema>;

/**
 * The lines of the answer that are no label sets. Each is an object with one entry that is no text, as a label would be:
 * how far the listing is; that the lines so far do not count; and, as the last line, what it came to.
 */
export const discoveryLineSchema = z.union([
  z.strictObject({
    progress: z.object({ resource: z.string(), read: z.int().nonnegative(), total: z.int().nonnegative().nullable() }),
  }),
  z.strictObject({ restart: z.literal(true) }),
  z.strictObject({ end: discoveryEndSchema }),
]);
export type DiscoveryLine = z.output<typeof discoveryLineSchema>;
