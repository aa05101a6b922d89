import "server-only";
import type { Bundle } from "@/lib/bundles/bundle";
import { JOBS_FOLDER } from "@/lib/bundles/file-names";
import type { OpenTransport } from "@/lib/deployments/transports/transport";
import type { Problem } from "@/lib/result";

/** A problem that names the first job file of a bundle that is gone or holds something else; null when all are as written. */
export async function findChangedJobFile(
  { checkFiles }: Pick<OpenTransport, "checkFiles">,
  { files }: Pick<Bundle, "files">,
): Promise<Problem | null> {
  const jobFiles = files.filter(({ path }) => path.startsWith(`${JOBS_FOLDER}/`));
  if (jobFiles.length === 0 || checkFiles === undefined) return null;
  const checked = await checkFiles({ files: jobFiles });
  return checked.ok ? null : checked.problems[0];
}
