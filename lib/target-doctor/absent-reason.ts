import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import type { ObjectFacts, ObjectKind, ObjectPart } from "./schema";

/** Why a job's discovery finds nothing of an object. */
export const ABSENT_REASONS = [
  /** The job asks a fixed address and discovers nothing. */
  "fixed_target",
  /** Its role looks at other objects. */
  "other_role",
  /** What the role needs could not be read, so nobody knows. */
  "unreadable",
  "pod_without_ip",
  "pod_in_no_service",
  "pod_in_no_endpoints",
  "service_without_ports",
  "service_without_endpoints",
  "node_without_address",
  "not_found",
] as const;
export type AbsentReason = (typeof ABSENT_REASONS)[number];

/** Kinds of objects of which a role makes targets. */
const SEEN_BY: Record<DiscoveryRole, readonly ObjectKind[]> = {
  node: ["node"],
  service: ["service"],
  pod: ["pod"],
  endpoints: ["service", "pod"],
  endpointslice: ["service", "pod"],
  ingress: [],
};

/** Whether a role can find anything of such an object. */
export function isSeenBy(role: DiscoveryRole, kind: ObjectKind): boolean {
  return SEEN_BY[role].includes(kind);
}

/** Says why a role found nothing of an object. */
export function absentReason(role: DiscoveryRole | null, facts: ObjectFacts, part: ObjectPart | null): AbsentReason {
  if (role === null) return "fixed_target";
  if (!isSeenBy(role, facts.kind)) return "other_role";
  if (part === null || part.problems.some(({ severity }) => severity === "error")) return "unreadable";
  const isByEndpoints = role === "endpoints" || role === "endpointslice";
  if (facts.kind === "node") return "node_without_address";
  if (facts.kind === "service") return serviceReason(facts, isByEndpoints);
  return podReason(facts, isByEndpoints);
}

function serviceReason({ portCount }: ObjectFacts, isByEndpoints: boolean): AbsentReason {
  if (isByEndpoints) return "service_without_endpoints";
  return portCount === 0 ? "service_without_ports" : "not_found";
}

function podReason({ hasIp, services }: ObjectFacts, isByEndpoints: boolean): AbsentReason {
  if (!hasIp) return "pod_without_ip";
  if (!isByEndpoints) return "not_found";
  return services.length === 0 ? "pod_in_no_service" : "pod_in_no_endpoints";
}
