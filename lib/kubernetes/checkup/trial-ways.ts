import "server-only";
import type { ApiNeed, JobNeeds } from "@/lib/cluster-access";
import type { TrialKind } from "@/lib/clusters/checkup-schema";

/** A kind of path that scrapes of the chosen jobs take. */
export type TrialWay = {
  readonly kind: TrialKind;
  /** Jobs that take it, by their `job` label. */
  readonly jobs: readonly string[];
  /** A service that a job names; null when a target has to be found. */
  readonly service: { readonly namespace: string; readonly name: string } | null;
};

/** Each kind of path once, read from what the jobs need. */
export function trialWays(jobs: readonly JobNeeds[]): TrialWay[] {
  const ways = new Map<TrialKind, TrialWay>();
  for (const { job, template, needs } of jobs) {
    for (const need of needs) {
      const kind = kindOf(need, template);
      if (kind === null) continue;
      const way = ways.get(kind) ?? { kind, jobs: [], service: serviceOf(need) };
      ways.set(kind, { ...way, jobs: [...new Set([...way.jobs, job])], service: way.service ?? serviceOf(need) });
    }
  }
  return [...ways.values()];
}

function kindOf({ verb, resource, subresource, nonResourceUrl }: ApiNeed, template: string): TrialKind | null {
  if (verb !== "get") return null;
  if (nonResourceUrl !== undefined) return "apiserver";
  if (resource === "nodes" && subresource === "metrics") return "kubelet";
  if (subresource !== "proxy") return null;
  if (resource === "nodes") return template === "cadvisor" ? "cadvisor" : "node";
  if (resource === "pods") return "pod";
  return resource === "services" ? "service" : null;
}

function serviceOf({ resource, namespace, name }: ApiNeed): TrialWay["service"] {
  return resource === "services" && namespace !== undefined && name !== undefined ? { namespace, name } : null;
}
