import type { ApiNeed } from "./api-need";
import type { JobNeeds } from "./job-needs";
import { ACCESS_TIERS, type AccessTier } from "./schema";

/** The first tier in which an account may ask this. */
export function tierOfNeed({ verb, subresource }: ApiNeed): AccessTier {
  if (verb !== "get") return "discover";
  return subresource === "proxy" ? "proxy" : "kubelet";
}

export function isTierEnough(tier: AccessTier, need: ApiNeed): boolean {
  return ACCESS_TIERS.indexOf(tierOfNeed(need)) <= ACCESS_TIERS.indexOf(tier);
}

/** The jobs that cannot scrape in a tier. */
export function unservedJobs(tier: AccessTier, jobs: readonly JobNeeds[]): JobNeeds[] {
  return jobs.filter(({ needs }) => !needs.every((need) => isTierEnough(tier, need)));
}

/** The least tier that serves all jobs. */
export function leastTier(jobs: readonly JobNeeds[]): AccessTier {
  return ACCESS_TIERS.find((tier) => unservedJobs(tier, jobs).length === 0) ?? "proxy";
}
