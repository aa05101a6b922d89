import "server-only";
import { JOBS_FOLDER, sha256Hex } from "@/lib/bundles/file-names";
import { findRevisionByMainDigest } from "@/lib/db/revisions";

/**
 * The whole configuration that a main file of ours stands for. Where the clusters' jobs have files of their own, the
 * revision that it belongs to knows the rest; a file that nobody here knows stands for itself.
 */
export async function configBehind(serverId: string, mainText: string | null): Promise<string | null> {
  if (mainText?.includes(`${JOBS_FOLDER}/`) !== true) return mainText;
  const revision = await findRevisionByMainDigest(serverId, sha256Hex(mainText));
  return revision?.bundle.config ?? mainText;
}
