import "server-only";
import { JOBS_FOLDER, sha256Hex } from "@/lib/bundles/file-names";
import { describeLiveRevision, findLiveRevision, findRevisionByMainDigest } from "@/lib/db/revisions";

/**
 * The whole configuration that a main file of ours stands for. Where the clusters' jobs have files of their own, the
 * revision that it belongs to knows the rest; a file that nobody here knows stands for itself.
 */
export async function configBehind(serverId: string, mainText: string | null): Promise<string | null> {
  if (mainText?.includes(`${JOBS_FOLDER}/`) !== true) return mainText;
  const revision = await findRevisionByMainDigest(serverId, sha256Hex(mainText));
  return revision?.bundle.config ?? mainText;
}

/**
 * The whole configuration that Prometheus tells of with a text of this digest.
 * @returns null when it is not what was proven last
 */
export async function configShown(serverId: string, loadedDigest: string): Promise<string | null> {
  if ((await describeLiveRevision(serverId))?.loadedDigest !== loadedDigest) return null;
  return (await findLiveRevision(serverId))?.bundle.config ?? null;
}
