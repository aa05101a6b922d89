import { type AccessTier, isTierEnough, type JobNeeds, needText } from "@/lib/cluster-access";

/** One job in the table of what jobs ask for. */
export type AccessRow = {
  readonly jobName: string;
  readonly job: string;
  /** "get nodes/proxy"; list and watch of one resource together. */
  readonly asks: readonly { readonly text: string; readonly isServed: boolean }[];
  readonly isServed: boolean;
};

/** What each job asks for, and whether a tier allows it. */
export function toAccessRows(jobs: readonly JobNeeds[], tier: AccessTier): AccessRow[] {
  return jobs.map(({ jobName, job, needs }) => {
    // Where there is a watch there is the list of the same thing.
    const asks = needs
      .filter(({ verb }) => verb !== "watch")
      .map((need) => ({ text: needText(need).replace(/^list /, "list, watch "), isServed: isTierEnough(tier, need) }));
    return { jobName, job, asks, isServed: asks.every(({ isServed }) => isServed) };
  });
}

/** Whether an account of this tier gets the right that equals a shell in every pod. */
export function hasNodeProxy(jobs: readonly JobNeeds[], tier: AccessTier): boolean {
  return jobs.some(({ needs }) =>
    needs.some((need) => need.resource === "nodes" && need.subresource === "proxy" && isTierEnough(tier, need)),
  );
}
