import type { Cluster } from "@/lib/clusters/schema";
import { JOB_TEMPLATES } from "@/lib/job-templates";
import { parameterProblems } from "@/lib/job-templates/parameter-problems";
import { type Problem, problem } from "@/lib/result";
import { type ClusterDraft, needsTokenAgain } from "./cluster-draft";

/** What the schema of the API cannot know: each template's own parameters, and whether the stored token still fits. */
export function checkDraft(draft: ClusterDraft, saved: Cluster | null): readonly Problem[] {
  const needsToken = saved !== null && draft.token === "" && needsTokenAgain(draft, saved);
  return [...(needsToken ? [problem("cluster/credential-required", { path: ["token"] })] : []), ...draft.jobs.flatMap(checkJob)];
}

function checkJob(choice: ClusterDraft["jobs"][number], index: number): Problem[] {
  const parsed = JOB_TEMPLATES[choice.template].parameters.safeParse(choice.parameters);
  const found = parsed.success ? [] : parameterProblems(choice, parsed.error.issues);
  return found.map((one) => ({ ...one, path: ["jobs", index, "parameters", ...one.path] }));
}
