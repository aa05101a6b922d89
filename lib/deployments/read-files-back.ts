import "server-only";
import { JOBS_PATH } from "@/lib/bundles/file-names";
import { type Problem, problem } from "@/lib/result";
import type { DeploymentContext } from "./context";

/**
 * The rest of the proof where the jobs have files of their own: Prometheus shows its main file only. That one names a
 * folder after what is in it, so it remains to see that the files on the disk are still those.
 */
export async function readFilesBack({ config, mainText, transport, revision }: DeploymentContext): Promise<{
  readonly missing: readonly Problem[];
  readonly facts: readonly Problem[];
}> {
  if (config === mainText || transport.checkFiles === undefined) return { missing: [], facts: [] };
  const checked = await transport.checkFiles(revision.bundle);
  if (!checked.ok) return { missing: checked.problems, facts: [] };
  const folder = mainText.match(JOBS_PATH)?.at(-1) ?? "";
  const count = revision.bundle.files.filter(({ path }) => path.startsWith(`${folder}/`)).length;
  return { missing: [], facts: [problem("deployment/job-files-proven", { severity: "info", parameters: { folder, count } })] };
}
