import type { Deployment } from "@/lib/deployments/schema";

/** What Prometheus would read at its next restart, as far as this deployment is concerned. */
export type FilesNow = "before" | "this" | "unknown";

/**
 * Says which files are on disk: those from before the deployment, those of this revision, or nobody knows.
 * A deployment that is over says so by its status; a running one by whether it has switched the main file yet.
 */
export function toFilesNow({ status, steps }: Pick<Deployment, "status" | "steps">): FilesNow {
  switch (status) {
    case "live":
      return "this";
    case "rejected":
    case "rolled_back":
      return "before";
    case "needs_hands":
    case "rolling_back":
      return "unknown";
    case "queued":
    case "validating":
    case "staged":
      return steps.some(({ name }) => name === "commit") ? "unknown" : "before";
    case "written":
    case "reloading":
    case "waiting":
    case "unknown":
    case "verifying":
      return "this";
  }
}
