import "server-only";
import { z } from "zod";
import { type Bundle, mainTextOf } from "@/lib/bundles/bundle";
import { Secret } from "@/lib/secrets/secret";
import type { Revision } from "@/lib/servers/schema";
import type { Revision as RevisionRow } from "@/prisma/generated/postgresql/client";
import { db, inTransaction } from "./database";
import { readSecret, storeSecret } from "./secrets";

const BUNDLE_BINDING = "bundle";

/** The bundle as it was sealed: made by us, but a row may be older than this version of the program. */
const bundleSchema = z.object({
  files: z.array(z.object({ path: z.string(), content: z.string(), mode: z.number(), isSecret: z.boolean() })),
  jobs: z.array(
    z.object({
      jobName: z.string(),
      cluster: z.string().nullable(),
      template: z.string().nullable(),
      firstLine: z.number(),
      lastLine: z.number(),
    }),
  ),
  digest: z.string(),
  /** Absent where the main file is the whole of it. */
  config: z.string().optional(),
});

/** What may be told of a revision's bundle without opening it. */
const contentsSchema = z.object({ mainDigest: z.string(), jobs: z.array(z.string()), files: z.array(z.string()) });
export type RevisionContents = z.infer<typeof contentsSchema>;

/** A revision with its bundle, secrets and all; it never leaves the server process. */
export type RevisionRecord = {
  readonly id: string;
  readonly serverId: string;
  readonly number: number;
  readonly digest: string;
  readonly configMasked: string;
  readonly contents: RevisionContents;
  readonly bundle: Bundle;
};

export type NewRevision = {
  readonly serverId: string;
  readonly bundle: Bundle;
  readonly configMasked: string;
  readonly contents: RevisionContents;
  readonly author: string;
  readonly reason: string;
};

/** Adds the next revision of a server. Two at once: one fails with a unique violation. */
export async function insertRevision({ bundle, contents, ...values }: NewRevision): Promise<RevisionRecord> {
  return await inTransaction(async () => {
    const number = await nextRevisionNumber(values.serverId);
    const row = await db().revision.create({ data: { ...values, number, digest: bundle.digest, contents } });
    const sealed = sealBundle(bundle);
    await storeSecret({ kind: "revision", id: row.id, field: "bundle" }, sealed, { binding: BUNDLE_BINDING });
    return { ...toSummary(row), bundle };
  });
}

/** The number that the next revision of a server gets. */
export async function nextRevisionNumber(serverId: string): Promise<number> {
  const { _max } = await db().revision.aggregate({ where: { serverId }, _max: { number: true } });
  return (_max.number ?? 0) + 1;
}

/** Id and digest of the newest revision; null before the first, and when its contents were dropped. */
export async function findNewestRevision(serverId: string): Promise<Pick<RevisionRecord, "id" | "digest"> | null> {
  const select = { id: true, digest: true, prunedAt: true } as const;
  const newest = await db().revision.findFirst({ where: { serverId }, orderBy: { number: "desc" }, select });
  return newest === null || newest.prunedAt !== null ? null : { id: newest.id, digest: newest.digest };
}

/** One revision, or null; also when its contents were dropped to make room. */
export async function findRevision(id: string): Promise<RevisionRecord | null> {
  return await open(await db().revision.findUnique({ where: { id } }));
}

/** The newest revision with this bundle, or null. */
export async function findRevisionByDigest(serverId: string, digest: string): Promise<RevisionRecord | null> {
  return await open(await db().revision.findFirst({ where: { serverId, digest, prunedAt: null }, orderBy: { number: "desc" } }));
}

/** The newest revision with this main file, or null. */
export async function findRevisionByMainDigest(serverId: string, mainDigest: string): Promise<RevisionRecord | null> {
  const rows = await db().revision.findMany({
    where: { serverId, prunedAt: null },
    orderBy: { number: "desc" },
    select: { id: true, contents: true },
  });
  const found = rows.find(({ contents }) => contentsSchema.parse(contents).mainDigest === mainDigest);
  return found === undefined ? null : await findRevision(found.id);
}

/** The revision of the deployment that went live last, or null. */
export async function findLiveRevision(serverId: string): Promise<RevisionRecord | null> {
  const last = await findLastLive(serverId);
  return last === null ? null : await findRevision(last.revision.id);
}

/** What is known of a live revision without opening its bundle. */
export type LiveRevision = {
  readonly number: number;
  readonly digest: string;
  readonly at: Date;
  /** SHA-256, hex, of the configuration that its proof was shown; null where only the receiver was heard. */
  readonly loadedDigest: string | null;
};

/** The same, as far as lists show it. */
export async function describeLiveRevision(serverId: string): Promise<LiveRevision | null> {
  const last = await findLastLive(serverId);
  if (last === null) return null;
  const { revision, loadedDigest, finishedAt, createdAt } = last;
  return { number: revision.number, digest: revision.digest, at: finishedAt ?? createdAt, loadedDigest };
}

async function findLastLive(serverId: string) {
  return await db().deployment.findFirst({
    where: { serverId, status: "live" },
    orderBy: { finishedAt: "desc" },
    select: {
      finishedAt: true,
      createdAt: true,
      loadedDigest: true,
      revision: { select: { id: true, number: true, digest: true } },
    },
  });
}

/** Revisions of a server whose contents are kept, newest first. */
export async function listRevisionRows(serverId: string): Promise<Revision[]> {
  const rows = await db().revision.findMany({
    where: { serverId, prunedAt: null },
    orderBy: { number: "desc" },
    take: 500,
    // Not the configuration: megabytes each.
    select: { id: true, number: true, digest: true, author: true, reason: true, createdAt: true },
  });
  return rows.map(({ createdAt, ...revision }) => ({ ...revision, createdAt: createdAt.toISOString() }));
}

/** Digests of every main file that we have made for a server. */
export async function listMainDigests(serverId: string): Promise<Set<string>> {
  const rows = await db().revision.findMany({ where: { serverId }, select: { contents: true } });
  return new Set(rows.map(({ contents }) => contentsSchema.parse(contents).mainDigest));
}

async function open(row: RevisionRow | null): Promise<RevisionRecord | null> {
  if (row === null || row.prunedAt !== null) return null;
  const sealed = await readSecret({ kind: "revision", id: row.id, field: "bundle" }, BUNDLE_BINDING);
  if (sealed === null) throw new Error(`revision ${row.id} has no bundle`);
  return { ...toSummary(row), bundle: openBundle(sealed) };
}

/** A text that stands there already is not kept twice. */
function sealBundle({ config, ...bundle }: Bundle): Secret {
  return new Secret(JSON.stringify(config === mainTextOf(bundle) ? bundle : { ...bundle, config }));
}

function openBundle(sealed: Secret): Bundle {
  const bundle = bundleSchema.parse(JSON.parse(sealed.reveal()));
  return { ...bundle, config: bundle.config ?? mainTextOf(bundle) };
}

function toSummary({ id, serverId, number, digest, configMasked, contents }: RevisionRow): Omit<RevisionRecord, "bundle"> {
  return { id, serverId, number, digest, configMasked, contents: contentsSchema.parse(contents) };
}
