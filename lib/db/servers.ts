import "server-only";
import { createHash } from "node:crypto";
import { destinationOf, type Transport, transportSchema } from "@/lib/deployments/transport-schema";
import { Secret } from "@/lib/secrets/secret";
import { type ServerPolicy, serverPolicySchema } from "@/lib/servers/schema";
import type { Prisma, Server as ServerRow } from "@/prisma/generated/postgresql/client";
import { db, inTransaction } from "./database";
import { deleteSecrets, describeSecret, readSecret, type SecretOwner, storeSecret } from "./secrets";

/** How we sign in to a Prometheus server's HTTP API. */
export type ServerAuth =
  | { readonly kind: "none" }
  | { readonly kind: "basic"; readonly username: string; readonly secret: Secret; readonly storedAt: Date }
  | { readonly kind: "bearer"; readonly secret: Secret; readonly storedAt: Date };

/** A Prometheus server with its secrets; it never leaves the server process. */
export type ServerRecord = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly caPem: string | null;
  readonly auth: ServerAuth;
  readonly transport: Transport;
  readonly prometheusVersion: string | null;
  readonly baseConfig: Secret;
  readonly baseConfigMasked: string;
  /** The transport's own secret; null when it needs none. */
  readonly transportSecret: { readonly secret: Secret; readonly storedAt: Date } | null;
  readonly policy: ServerPolicy;
  readonly clusters: readonly { readonly id: string; readonly name: string }[];
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** What is written of a server. A secret of null keeps the stored one. */
export type ServerValues = {
  readonly name: string;
  readonly url: string;
  readonly caPem: string | null;
  readonly auth:
    | { kind: "none" }
    | { kind: "basic"; username: string; secret: Secret | null }
    | { kind: "bearer"; secret: Secret | null };
  readonly transport: Transport;
  readonly prometheusVersion: string | null;
  readonly baseConfig: Secret | null;
  readonly baseConfigMasked: string;
  readonly transportSecret: Secret | null;
  /** What is left out keeps its value, or gets the default. */
  readonly policy: { readonly [Field in keyof ServerPolicy]?: ServerPolicy[Field] | undefined };
  readonly clusterIds: readonly string[];
};

const WITH_CLUSTERS = {
  clusters: { select: { cluster: { select: { id: true, name: true } } }, orderBy: { cluster: { name: "asc" } } },
} satisfies Prisma.ServerInclude;

type RowWithClusters = ServerRow & { clusters: { cluster: { id: string; name: string } }[] };

/** Base configs go to the server's own folder, wherever its HTTP API is. */
const BASE_CONFIG_BINDING = "base-config";

/** What a password or token may be sent to: this URL, proven by this CA (INV-1). */
function credentialBinding({ url, caPem }: Pick<ServerValues, "url" | "caPem">): string {
  return JSON.stringify([url, caPem === null ? null : createHash("sha256").update(caPem).digest("hex")]);
}

function credentialOwner(id: string, kind: "basic" | "bearer"): SecretOwner {
  return { kind: "server", id, field: kind === "basic" ? "password" : "token" };
}

/** All servers by name. */
export async function listServerRecords(): Promise<ServerRecord[]> {
  const rows = await db().server.findMany({ include: WITH_CLUSTERS, orderBy: { name: "asc" } });
  return await Promise.all(rows.map(toRecord));
}

/** One server, or null. */
export async function findServerRecord(id: string): Promise<ServerRecord | null> {
  const row = await db().server.findUnique({ where: { id }, include: WITH_CLUSTERS });
  return row === null ? null : await toRecord(row);
}

async function toRecord(row: RowWithClusters): Promise<ServerRecord> {
  const baseConfig = await readSecret({ kind: "server", id: row.id, field: "base-config" }, BASE_CONFIG_BINDING);
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    caPem: row.caPem,
    auth: await readAuth(row),
    ...(await readTransport(row)),
    prometheusVersion: row.prometheusVersion,
    baseConfig: baseConfig ?? new Secret(""),
    baseConfigMasked: row.baseConfigMasked,
    policy: serverPolicySchema.parse(row),
    clusters: row.clusters.map(({ cluster }) => cluster),
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

async function readTransport(row: ServerRow): Promise<Pick<ServerRecord, "transport" | "transportSecret">> {
  const transport = transportSchema.parse(row.transport);
  const destination = destinationOf(transport);
  if (destination === null) return { transport, transportSecret: null };
  const owner = transportSecretOwner(row.id);
  const [secret, description] = await Promise.all([readSecret(owner, destination), describeSecret(owner)]);
  if (secret === null || description === null) throw new Error(`server ${row.id} has no stored ${transport.kind} secret`);
  return { transport, transportSecret: { secret, storedAt: description.storedAt } };
}

function transportSecretOwner(id: string): SecretOwner {
  return { kind: "server", id, field: "transport-secret" };
}

async function readAuth(row: ServerRow): Promise<ServerAuth> {
  if (row.authKind !== "basic" && row.authKind !== "bearer") return { kind: "none" };
  const owner = credentialOwner(row.id, row.authKind);
  const [secret, description] = await Promise.all([readSecret(owner, credentialBinding(row)), describeSecret(owner)]);
  if (secret === null || description === null) throw new Error(`server ${row.id} has no stored ${row.authKind} credential`);
  const stored = { secret, storedAt: description.storedAt };
  return row.authKind === "basic" ? { kind: "basic", username: row.username ?? "", ...stored } : { kind: "bearer", ...stored };
}

function toColumns({ name, url, caPem, auth, transport, prometheusVersion, baseConfigMasked, policy }: ServerValues) {
  const username = auth.kind === "basic" ? auth.username : null;
  // Prisma leaves alone what is undefined; exact types want it absent.
  const set = Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined)) as Partial<ServerPolicy>;
  return { name, url, caPem, authKind: auth.kind, username, transport, prometheusVersion, baseConfigMasked, ...set };
}

/** Adds a server; fails with a unique violation when the name is taken, a reference violation when a cluster is gone. */
export async function insertServer(values: ServerValues): Promise<string> {
  return await inTransaction(async () => {
    const clusters = { create: values.clusterIds.map((clusterId) => ({ clusterId })) };
    const { id } = await db().server.create({ data: { ...toColumns(values), clusters } });
    await storeServerSecrets(id, values);
    return id;
  });
}

/** Writes a server if it still has the version that the edit is based on. */
export async function updateServer(id: string, version: number, values: ServerValues): Promise<boolean> {
  return await inTransaction(async () => {
    const data = { ...toColumns(values), version: version + 1 };
    const { count } = await db().server.updateMany({ where: { id, version }, data });
    if (count === 0) return false;
    await db().serverCluster.deleteMany({ where: { serverId: id } });
    for (const clusterId of values.clusterIds) await db().serverCluster.create({ data: { serverId: id, clusterId } });
    await storeServerSecrets(id, values);
    return true;
  });
}

/** Writes another base config, and nothing else, if the server still has the version that it is based on. */
export async function replaceBaseConfig(
  { id, version }: Pick<ServerRecord, "id" | "version">,
  { baseConfig, baseConfigMasked }: { baseConfig: Secret; baseConfigMasked: string },
): Promise<boolean> {
  return await inTransaction(async () => {
    const data = { baseConfigMasked, version: version + 1 };
    const { count } = await db().server.updateMany({ where: { id, version }, data });
    if (count === 0) return false;
    await storeSecret({ kind: "server", id, field: "base-config" }, baseConfig, { binding: BASE_CONFIG_BINDING });
    return true;
  });
}

async function storeServerSecrets(id: string, values: ServerValues): Promise<void> {
  const { auth, baseConfig, transport, transportSecret } = values;
  const destination = destinationOf(transport);
  const unusedAuth = { none: ["password", "token"], basic: ["token"], bearer: ["password"] }[auth.kind];
  const unused = destination === null ? [...unusedAuth, "transport-secret"] : unusedAuth;
  await db().secret.deleteMany({ where: { ownerKind: "server", ownerId: id, field: { in: unused } } });
  if (auth.kind !== "none" && auth.secret !== null) {
    await storeSecret(credentialOwner(id, auth.kind), auth.secret, { binding: credentialBinding(values) });
  }
  if (destination !== null && transportSecret !== null) {
    await storeSecret(transportSecretOwner(id), transportSecret, { binding: destination });
  }
  if (baseConfig !== null) {
    await storeSecret({ kind: "server", id, field: "base-config" }, baseConfig, { binding: BASE_CONFIG_BINDING });
  }
}

/** Removes a server, its history and every secret of both. */
export async function deleteServerRow(id: string): Promise<boolean> {
  return await inTransaction(async () => {
    const revisions = await db().revision.findMany({ where: { serverId: id }, select: { id: true } });
    const { count } = await db().server.deleteMany({ where: { id } });
    await deleteSecrets({ kind: "server", id });
    await db().secret.deleteMany({ where: { ownerKind: "revision", ownerId: { in: revisions.map((revision) => revision.id) } } });
    return count > 0;
  });
}
