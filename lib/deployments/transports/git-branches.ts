import "server-only";
import type { GitRun } from "./git-run";
import type { Delivery } from "./transport";

/** Where the branches of one server's deployments are, whatever the server is called now. */
export type BranchFolder = { readonly prefix: string; readonly pattern: string };

/** A branch that waits to be merged. */
export type PendingBranch = { readonly ref: string; readonly head: string; readonly isUndo: boolean };

const ID_DIGITS = 8;
const NAME_MAX = 60;

/** @param server its id keeps servers of one name apart, also those of two dashboards */
export function branchFolderOf({ id, name }: { readonly id: string; readonly name: string }): BranchFolder {
  const slug = name.replaceAll(/[^A-Za-z0-9]+/g, "-").replaceAll(/^-+|-+$/g, "");
  const end = id.slice(-ID_DIGITS);
  return {
    prefix: `promfleet/${slug.slice(0, NAME_MAX) || "server"}-${end}`,
    pattern: `refs/heads/promfleet/*-${end}/*`,
  };
}

/** The branch of one deployment, or the one that takes it back. */
export function branchOf(
  { prefix }: BranchFolder,
  { revisionNumber, fence }: Pick<Delivery, "revisionNumber" | "fence">,
  isUndo = false,
): string {
  return `refs/heads/${prefix}/r${revisionNumber}-${fence}${isUndo ? "-undo" : ""}`;
}

/** All branches of a server's deployments, the newest first. */
export async function listPending(git: GitRun, url: string, { pattern }: BranchFolder): Promise<PendingBranch[]> {
  const listed = await git(["ls-remote", "--heads", url, pattern]);
  const found = listed.split("\n").flatMap((line) => {
    const [, head, ref, fence, undo] = /^([0-9a-f]+)\t(\S+\/r\d+-(\d+)(-undo)?)$/.exec(line) ?? [];
    return head === undefined || ref === undefined ? [] : [{ ref, head, isUndo: undo !== undefined, fence: Number(fence) }];
  });
  return found.sort((a, b) => b.fence - a.fence || Number(b.isUndo) - Number(a.isUndo));
}

/** Takes branches away that nobody has to merge any more, as long as nobody has added to them. */
export async function deletePending(git: GitRun, url: string, pending: readonly PendingBranch[]): Promise<void> {
  if (pending.length === 0) return;
  const leases = pending.map(({ ref, head }) => `--force-with-lease=${ref}:${head}`);
  await git(["push", "--quiet", "--no-verify", ...leases, url, ...pending.map(({ ref }) => `:${ref}`)]);
}
