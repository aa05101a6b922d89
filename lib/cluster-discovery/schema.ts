import { z } from "zod";
import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
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
export const discoveredTargetsQuerySchema = z.strictObject({
  role: z.enum(DISCOVERY_ROLES),
  attachNode: z
    .enum(["true", "false"])
    .default("false")
    .transform((text) => text === "true"),
  /** Of the Prometheus whose discovery is wanted; the newest known one when absent. */
  version: z.string().max(40).optional(),
});
