import "server-only";
import { createHash } from "node:crypto";
import { type Bundle, MAIN_CONFIG_PATH, mainTextOf } from "@/lib/bundles/bundle";
import { findInlineSecrets } from "@/lib/bundles/inline-secrets";
import { ok, type Problem, problem, type Result } from "@/lib/result";
import type { Secret } from "@/lib/secrets/secret";
import { OWNER_PATH, parseOwner } from "./directory-checks";
import { DiskRefusal, refuse } from "./disk-problem";
import { type BranchFolder, branchFolderOf, branchOf, deletePending, listPending, type PendingBranch } from "./git-branches";
import { describeCommit, markOf } from "./git-message";
import { type GitRun, withGit } from "./git-run";
import type { GitTransport } from "./git-schema";
import type { Delivery, DiskState, MainDigests, OpenTransport } from "./transport";

/** So many commits are read to find the one that is to be taken back. */
const DEPTH = 100;
const ORIGIN = "refs/promfleet/origin";
const PENDING = "refs/promfleet/pending";

type GitServer = { readonly id: string; readonly name: string; readonly transport: GitTransport; readonly secret: Secret };
/** The branch as it was fetched, and what waits to be merged into it. */
type Clone = {
  readonly git: GitRun;
  readonly url: string;
  readonly head: string;
  readonly transport: GitTransport;
  /** Where deployments have branches of their own; null where they are pushed to the branch itself. */
  readonly folder: BranchFolder | null;
  /** The newest first; nothing without such branches. */
  readonly pending: readonly PendingBranch[];
};

/**
 * Delivers into a git repository: one commit with the plan as its message, pushed only onto what was read, or to a branch
 * of its own that somebody merges. Somebody else brings it to Prometheus and has it reloaded. Secrets are not committed.
 */
export function openGit({ id, name, transport, secret }: GitServer): OpenTransport {
  const folder = transport.branchPerDeployment ? branchFolderOf({ id, name }) : null;
  const attempt = async <T>(action: (clone: Clone) => Promise<T>): Promise<Result<T>> => {
    try {
      return ok(
        await withGit(transport, secret, async (git, url) => {
          const pending = folder === null ? [] : await listPending(git, url, folder);
          const refs = [
            `+refs/heads/${transport.branch}:${ORIGIN}`,
            ...pending.slice(0, 1).map(({ ref }) => `+${ref}:${PENDING}`),
          ];
          await git(["fetch", "--quiet", "--no-tags", `--depth=${DEPTH}`, url, ...refs]);
          const head = (await git(["rev-parse", "--verify", `${ORIGIN}^{commit}`])).trim();
          return await action({ git, url, head, transport, folder, pending });
        }),
      );
    } catch (error) {
      if (error instanceof DiskRefusal) return error.failure;
      throw error;
    }
  };
  /** A push whose answer was lost may have been done. */
  const certain = async (done: Result<null>, expected: string | null): Promise<Result<null>> => {
    if (done.ok || !UNCLEAR.has(done.problems[0].code)) return done;
    const state = await attempt(readNewest);
    return state.ok && state.value.mainDigest === expected ? ok(null) : done;
  };
  return {
    timing: { visibleWithinMs: transport.visibleMinutes * 60_000, reload: "by-receiver" },
    ...(folder === null ? {} : { notShown: problem("git/not-merged", { parameters: mergeParameters(folder, transport) }) }),
    remarks: (bundle) => [...findRemarks(bundle), ...(folder === null ? [] : [ownBranchRemark(folder, transport)])],
    readBack: () => attempt(readNewest),
    preflight: (delivery) => attempt((clone) => preflight(clone, delivery)),
    stage: (delivery) =>
      attempt(async (clone) => {
        const state = await preflight(clone, delivery);
        await push(clone, await makeCommit(clone, delivery, name), delivery, { isTrial: true });
        return { previous: state.mainDigest, next: sha256(mainTextOf(delivery.bundle)) };
      }),
    commit: async (delivery, digests) =>
      await certain(await attempt((clone) => commit(clone, delivery, { digests, name })), digests.next),
    undo: async (delivery, digests) => await certain(await attempt((clone) => undo(clone, delivery, digests)), digests.previous),
    // Nothing temporary outlasts a step.
    discard: async () => undefined,
    // Each commit holds the whole folder: what is not used is not in it. Branches of deployments that are over go.
    collectGarbage: async () => {
      if (folder !== null) await attempt(({ git, url, pending }) => deletePending(git, url, pending));
    },
  };
}

/** Secrets that stand in the text cannot be committed; those in files of their own have to be there already. */
function findRemarks(bundle: Pick<Bundle, "files">): Problem[] {
  const places = findInlineSecrets(bundle.files);
  const files = bundle.files.filter(({ isSecret }) => isSecret).map(({ path }) => path);
  return [
    ...(places.length === 0 ? [] : [problem("git/inline-secret", { parameters: { places: places.join(", ") } })]),
    ...(files.length === 0 ? [] : [problem("git/expects-files", { severity: "info", parameters: { files: files.join(", ") } })]),
  ];
}

function refuseInlineSecrets(bundle: Pick<Bundle, "files">): void {
  const [first] = findRemarks(bundle).filter(({ severity }) => severity === "error");
  if (first !== undefined) throw new DiskRefusal({ ok: false, problems: [first] });
}

function mergeParameters({ prefix }: BranchFolder, { branch, visibleMinutes }: GitTransport) {
  return { folder: prefix, branch, minutes: visibleMinutes };
}

function ownBranchRemark(folder: BranchFolder, transport: GitTransport): Problem {
  return problem("git/own-branch", { severity: "info", parameters: mergeParameters(folder, transport) });
}

const UNCLEAR: ReadonlySet<string> = new Set(["git/timeout", "git/unreachable", "git/failed", "deployment/changed-meanwhile"]);

/** What was pushed last, be it merged or not: that is what a deployment has switched to. */
async function readNewest(clone: Clone): Promise<DiskState> {
  const [newest] = clone.pending;
  return await readState(newest === undefined ? clone : { ...clone, head: newest.head });
}

async function readState(clone: Clone): Promise<DiskState> {
  const main = await readFile(clone, MAIN_CONFIG_PATH);
  const owner = await readFile(clone, OWNER_PATH);
  return {
    main,
    mainDigest: main === null ? null : sha256(main),
    owner: owner === null ? null : parseOwner(owner.toString("utf8"), placeIn(clone, OWNER_PATH)),
  };
}

/** A file of the folder at the branch's head; null when it is not there, or is none. */
async function readFile({ git, head, transport }: Clone, path: string): Promise<Buffer | null> {
  const listed = await git(["ls-tree", head, "--", inFolder(transport, path)]);
  const [, mode = "", object = ""] = /^(\d{6}) blob ([0-9a-f]+)\t/.exec(listed) ?? [];
  if (object === "") return null;
  if (mode === "120000") refuse("deployment/main-link", { path: inFolder(transport, path), target: "?" });
  return Buffer.from(await git(["cat-file", "blob", object]), "latin1");
}

async function preflight(clone: Clone, { bundle, owner }: Delivery): Promise<DiskState> {
  refuseInlineSecrets(bundle);
  const state = await readState(clone);
  if (state.owner !== null && state.owner.serverId !== owner.serverId) {
    const { serverName, serverId } = state.owner;
    refuse("deployment/foreign-owner", { path: placeIn(clone, OWNER_PATH), owner: serverName, ownerId: serverId });
  }
  return state;
}

async function commit(
  clone: Clone,
  delivery: Delivery,
  { digests, name }: { digests: MainDigests; name: string },
): Promise<null> {
  const { mainDigest } = await preflight(clone, delivery);
  const [newest] = clone.pending;
  if (await isMarked(newest === undefined ? clone : { ...clone, head: newest.head }, delivery)) return null;
  if (mainDigest !== digests.previous) refuse("deployment/changed-meanwhile", { path: placeIn(clone, MAIN_CONFIG_PATH) });
  // What nobody has merged until now is superseded.
  await deletePending(clone.git, clone.url, clone.pending);
  await push(clone, await makeCommit(clone, delivery, name), delivery);
  return null;
}

/** Whether the newest commit is this very deployment: its push was done, and its answer lost. */
async function isMarked({ git, head }: Clone, delivery: Pick<Delivery, "revisionNumber" | "fence" | "bundle">): Promise<boolean> {
  return (await git(["log", "-1", "--format=%B", head])).includes(markOf(delivery));
}

/** Writes the folder as it shall be, and a commit on top of the branch; nothing leaves this machine yet. */
async function makeCommit(clone: Clone, delivery: Delivery, name: string): Promise<string> {
  const { git, transport } = clone;
  const before = await readFile(clone, MAIN_CONFIG_PATH);
  const entries: IndexEntry[] = [];
  for (const file of [...delivery.bundle.files.filter(({ isSecret }) => !isSecret), ownerFile(delivery)]) {
    const stdin = Buffer.from(file.content).toString("latin1");
    const object = (await git(["hash-object", "-w", "--stdin", "--no-filters"], { stdin })).trim();
    entries.push({ mode: "100644", object, path: inFolder(transport, file.path) });
  }
  const kept = new Set(entries.map(({ path }) => path));
  // Job files of before are not in the new bundle; whatever else people keep beside them stays.
  const listed = await git(["ls-tree", "-r", "-z", "--name-only", clone.head, "--", `${inFolder(transport, "promfleet")}/`]);
  const gone = listed.split("\0").filter((path) => path !== "" && !kept.has(path));
  const tree = await writeTree(clone, [...gone.map((path) => ({ mode: "", object: "", path })), ...entries]);
  const message = describeCommit(delivery, { name, before: before?.toString("utf8") ?? "" });
  return await commitTree(clone, tree, message);
}

/** A file of a tree; without a mode it is taken out. */
type IndexEntry = { readonly mode: string; readonly object: string; readonly path: string };

async function writeTree({ git, head }: Clone, entries: readonly IndexEntry[]): Promise<string> {
  await git(["read-tree", head]);
  const lines = entries.map(({ mode, object, path }) =>
    mode === "" ? `0 ${"0".repeat(head.length)}\t${path}\0` : `${mode} ${object}\t${path}\0`,
  );
  await git(["update-index", "-z", "--index-info"], { stdin: lines.join("") });
  return (await git(["write-tree"])).trim();
}

async function commitTree({ git, head }: Clone, tree: string, message: string): Promise<string> {
  const text = Buffer.from(message).toString("latin1");
  return (await git(["commit-tree", tree, "-p", head, "-F", "-"], { stdin: text })).trim();
}

type Pushed = Pick<Delivery, "revisionNumber" | "fence">;

/** Only onto the head that was read, or to a branch that is not there yet: whoever was quicker wins. */
async function push(
  { git, url, head, transport, folder }: Clone,
  made: string,
  delivery: Pushed,
  { isTrial = false, isUndo = false } = {},
): Promise<void> {
  const branch = folder === null ? `refs/heads/${transport.branch}` : branchOf(folder, delivery, isUndo);
  const lease = `--force-with-lease=${branch}:${folder === null ? head : ""}`;
  await git(["push", "--quiet", ...(isTrial ? ["--dry-run"] : []), "--no-verify", lease, url, `${made}:${branch}`]);
}

/** A commit that gives the folder its content of before; commits of others elsewhere in the repository stay. */
async function undo(
  clone: Clone,
  delivery: Pick<Delivery, "bundle" | "revisionNumber" | "fence">,
  digests: MainDigests,
): Promise<null> {
  const { git, url, head, transport, pending } = clone;
  const { mainDigest } = await readState(clone);
  // Not merged: the branch goes, and nothing has happened.
  if (mainDigest === digests.previous) return await withdraw(clone);
  if (pending[0]?.isUndo === true) return null;
  if (mainDigest !== digests.next) refuse("deployment/foreign-edit", { path: placeIn(clone, MAIN_CONFIG_PATH) });
  const [made, parent] = await findCommit(clone, delivery);
  if (parent === "") refuse("deployment/previous-missing", { path: placeIn(clone, MAIN_CONFIG_PATH) });
  const changed = await git(["diff-tree", "-r", "-z", "--no-renames", "--name-only", parent, made]);
  const entries: IndexEntry[] = [];
  for (const path of changed.split("\0").filter((found) => found !== "")) {
    if ((await entryAt(git, head, path)).object !== (await entryAt(git, made, path)).object) {
      refuse("deployment/foreign-edit", { path: `${transport.branch}:${path}` });
    }
    entries.push({ ...(await entryAt(git, parent, path)), path });
  }
  const tree = await writeTree(clone, entries);
  const text = `Take back revision ${delivery.revisionNumber} of ${transport.path || "the configuration"}\n\nThis reverts commit ${made}.\n`;
  await push(clone, await commitTree(clone, tree, text), delivery, { isUndo: true });
  await deletePending(git, url, pending);
  return null;
}

async function withdraw({ git, url, pending }: Clone): Promise<null> {
  await deletePending(git, url, pending);
  return null;
}

/** The commit of a deployment and the one before it: on its branch, or where its mark is; a revert has other words. */
async function findCommit({ git, head, pending }: Clone, delivery: Parameters<typeof markOf>[0]): Promise<[string, string]> {
  for (const start of [...pending.slice(0, 1).map((branch) => branch.head), head]) {
    const log = await git(["log", "--fixed-strings", `--grep=${markOf(delivery)}`, "--format=%H %P", start]);
    const [made = "", parent = ""] = log.split("\n")[0]?.split(" ") ?? [];
    if (parent !== "") return [made, parent];
  }
  return ["", ""];
}

async function entryAt(git: GitRun, commit: string, path: string): Promise<{ mode: string; object: string }> {
  const [, mode = "", object = ""] = /^(\d{6}) \w+ ([0-9a-f]+)\t/.exec(await git(["ls-tree", commit, "--", path])) ?? [];
  return { mode, object };
}

function ownerFile({ owner }: Delivery): { path: string; content: string } {
  const note = "Promfleet writes prometheus.yml in this folder. Remove this file to let another one take over.";
  return { path: OWNER_PATH, content: `${JSON.stringify({ note, ...owner }, null, 2)}\n` };
}

function inFolder({ path: folder }: GitTransport, path: string): string {
  return folder === "" ? path : `${folder}/${path}`;
}

function placeIn({ transport }: Clone, path: string): string {
  return `${transport.branch}:${inFolder(transport, path)}`;
}

function sha256(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}
