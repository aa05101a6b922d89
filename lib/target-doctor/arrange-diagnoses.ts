import type { JobDiagnosis, JobVerdict } from "./diagnose-jobs";

/** Diagnoses as people read them: jobs that could scrape the object first, the rest only by name. */
export type ArrangedDiagnoses = {
  readonly concerned: readonly JobDiagnosis[];
  /** Jobs whose role never looks at such an object, and jobs with a fixed target. */
  readonly unconcerned: readonly string[];
  readonly scrapedBy: number;
};

const ORDER: Record<JobVerdict, number> = { scraped: 0, refused: 1, dropped: 2, unknown: 3, not_discovered: 4 };

/** Sorts diagnoses by how near the job came to the object. */
export function arrangeDiagnoses(diagnoses: readonly JobDiagnosis[]): ArrangedDiagnoses {
  const isConcerned = ({ absent }: JobDiagnosis) => absent !== "other_role" && absent !== "fixed_target";
  return {
    concerned: diagnoses.filter(isConcerned).toSorted((a, b) => ORDER[a.verdict] - ORDER[b.verdict]),
    unconcerned: diagnoses.filter((one) => !isConcerned(one)).map(({ jobName }) => jobName),
    scrapedBy: diagnoses.filter(({ verdict }) => verdict === "scraped").length,
  };
}

const WAYS = { nodes: "node", pods: "pod", services: "service" } as const;

const KUBELET_PORT = "10250";

/** By which way a scrape passes the cluster, from its URL; the kinds of a checkup's trial fetches. */
export function wayOf(scrapeUrl: string): "apiserver" | "kubelet" | "cadvisor" | (typeof WAYS)[keyof typeof WAYS] {
  const { pathname: path, port } = new URL(scrapeUrl);
  if (/\/nodes\/[^/]+\/proxy\/metrics\/cadvisor/.test(path)) return "cadvisor";
  const resource = /\/(nodes|pods|services)\/[^/]+\/proxy(?:\/|$)/.exec(path)?.[1];
  if (resource === "nodes" || resource === "pods" || resource === "services") return WAYS[resource];
  return port === KUBELET_PORT ? "kubelet" : "apiserver";
}
