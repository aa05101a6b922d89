import "server-only";
import { z } from "zod";
import { type ClusterInput, clusterLabelsSchema } from "@/lib/clusters/schema";
import { AppError } from "@/lib/errors";
import { jobChoiceSchema } from "@/lib/job-templates/schema";
import { problem } from "@/lib/result";
import type { Prisma } from "@/prisma/generated/postgresql/client";
import { db, isReferenceViolation, isUniqueViolation } from "./database";

/** What a user says about a cluster, without the credential. */
export type ClusterFields = Omit<ClusterInput, "token">;

/** A cluster as stored; its credential is apart (lib/db/cluster-credentials.ts). */
export type ClusterRecord = ClusterFields & {
  readonly id: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** The Prometheus servers that watch it, by name. */
  readonly servers: readonly { readonly id: string; readonly name: string }[];
};

const INCLUDE = { servers: { include: { server: { select: { id: true, name: true } } } } } satisfies Prisma.ClusterInclude;
type ClusterRow = Prisma.ClusterGetPayload<{ include: typeof INCLUDE }>;

/** All clusters, or those with the given ids, by name. */
export async function listClusterRecords(ids?: readonly string[]): Promise<ClusterRecord[]> {
  const where = ids === undefined ? {} : { id: { in: [...ids] } };
  // Sorted here: PostgreSQL would sort by the collation of its own machine.
  const rows = await db().cluster.findMany({ where, include: INCLUDE });
  return rows.map(toRecord).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** One cluster, or null. */
export async function findClusterRecord(id: string): Promise<ClusterRecord | null> {
  const row = await db().cluster.findUnique({ where: { id }, include: INCLUDE });
  return row === null ? null : toRecord(row);
}

/** One cluster; `not_found` when there is none. */
export async function getClusterRecord(id: string): Promise<ClusterRecord> {
  const record = await findClusterRecord(id);
  if (record === null) throw new AppError("not_found");
  return record;
}

/** Whether a cluster of this name exists. */
export async function isClusterNameTaken(name: string): Promise<boolean> {
  return (await db().cluster.count({ where: { name } })) > 0;
}

/** Adds a cluster; `conflict` when its name is taken. */
export async function insertCluster(fields: ClusterFields): Promise<ClusterRecord> {
  const row = await namingConflict(fields.name, () => db().cluster.create({ data: toColumns(fields), include: INCLUDE }));
  return toRecord(row);
}

/** Replaces a cluster's fields if it still has the given version; `conflict` when not, or when the new name is taken. */
export async function updateCluster(id: string, version: number, fields: ClusterFields): Promise<ClusterRecord> {
  const data = { ...toColumns(fields), version: { increment: 1 } };
  const { count } = await namingConflict(fields.name, () => db().cluster.updateMany({ where: { id, version }, data }));
  if (count === 0) throw new AppError("conflict", { problems: [problem("cluster/changed")] });
  return getClusterRecord(id);
}

/** Deletes a cluster; `conflict` while a server watches it. */
export async function removeCluster(id: string): Promise<void> {
  try {
    await db().cluster.deleteMany({ where: { id } });
  } catch (error) {
    if (isReferenceViolation(error)) throw new AppError("conflict", { problems: [problem("cluster/changed")] });
    throw error;
  }
}

async function namingConflict<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("conflict", { problems: [problem("cluster/name-taken", { path: ["name"], parameters: { name } })] });
  }
}

function toColumns({ name, apiServer, tls, tlsServerName, labels, jobs }: ClusterFields) {
  return {
    name,
    apiServer,
    tlsServerName,
    caPem: tls.kind === "ca" ? tls.caPem : null,
    insecureReason: tls.kind === "insecure" ? tls.reason : null,
    labels,
    jobs,
  } satisfies Prisma.ClusterUpdateManyMutationInput;
}

function toRecord(row: ClusterRow): ClusterRecord {
  const { id, name, apiServer, tlsServerName, caPem, insecureReason, version, createdAt, updatedAt } = row;
  return {
    id,
    name,
    apiServer,
    tlsServerName,
    tls: caPem === null ? { kind: "insecure", reason: insecureReason ?? "" } : { kind: "ca", caPem },
    labels: clusterLabelsSchema.parse(row.labels),
    jobs: z.array(jobChoiceSchema).parse(row.jobs),
    version,
    createdAt,
    updatedAt,
    servers: row.servers.map(({ server }) => server).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
