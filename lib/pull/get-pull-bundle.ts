import "server-only";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { type BundleFile, MAIN_CONFIG_PATH, mainTextOf } from "@/lib/bundles/bundle";
import { sha256Hex } from "@/lib/bundles/file-names";
import { type PullState, readPullState } from "@/lib/db/pull-states";
import { findRevision, listMainDigests } from "@/lib/db/revisions";
import type { ServerRecord } from "@/lib/db/servers";
import { parseYaml } from "@/lib/prometheus/yaml";
import { packArchive } from "./pack-archive";
import { tagOf } from "./schema";

/** What a host gets: an archive, or a word. */
export type PullBundle =
  | { readonly kind: "nothing" }
  | { readonly kind: "same"; readonly tag: string }
  | { readonly kind: "archive"; readonly tag: string; readonly bytes: Buffer; readonly digest: string };

const MANIFEST_PATH = "manifest";
/** Of the manifest; the script refuses another one. */
const FORMAT = 1;

/** The files that a server's host shall have, with their sums; `seenTag` is what the host has handled already. */
export async function getPullBundle({ id }: Pick<ServerRecord, "id">, seenTag: string | null): Promise<PullBundle> {
  const state = await readPullState(id);
  const tag = tagOf(state);
  if (tag === null) return { kind: "nothing" };
  if (tag === seenTag) return { kind: "same", tag };
  const files = await filesOf(id, state);
  const manifest = await manifestOf(id, state, files);
  const bytes = gzipSync(packArchive([{ path: MANIFEST_PATH, content: manifest, mode: 0o600 }, ...files]));
  return { kind: "archive", tag, bytes, digest: createHash("sha256").update(bytes).digest("hex") };
}

/** Without a revision it is the file of before, which only the host has. */
async function filesOf(id: string, { wanted }: PullState): Promise<readonly BundleFile[]> {
  if (wanted === null || wanted.revisionId === null) return [];
  const revision = await findRevision(wanted.revisionId);
  if (revision === null || revision.serverId !== id) throw new Error(`server ${id} has lost the revision that its host wants`);
  return revision.bundle.files;
}

async function manifestOf(id: string, state: PullState, files: readonly BundleFile[]): Promise<string> {
  const known = new Set([...(await listMainDigests(id)), ...(state.replacesDigest === null ? [] : [state.replacesDigest])]);
  const lines = [
    `promfleet ${FORMAT}`,
    `owner ${id}`,
    `main ${state.wanted?.mainDigest ?? "-"}`,
    `jobs ${countJobs(files)}`,
    // A main file that is none of these belongs to somebody else and stays.
    ...[...known].sort().map((digest) => `replaces ${digest}`),
    ...files.map(({ path, content }) => `file ${sha256Hex(content)} ${path}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** Jobs in the main file itself, which is what Prometheus tells of; "-" when there is nothing to count. */
function countJobs(files: readonly BundleFile[]): number | "-" {
  if (!files.some(({ path }) => path === MAIN_CONFIG_PATH)) return "-";
  const document = parseYaml(mainTextOf({ files }));
  if (!document.ok || document.value.root?.kind !== "mapping") return "-";
  const jobs = document.value.root.entries.find(({ key }) => key.text === "scrape_configs")?.value;
  return jobs?.kind === "sequence" ? jobs.items.length : 0;
}
