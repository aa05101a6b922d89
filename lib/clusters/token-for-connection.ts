import "server-only";
import { bindingOf, readClusterTokens } from "@/lib/db/cluster-credentials";
import { type ClusterRecord, getClusterRecord } from "@/lib/db/clusters";
import { AppError } from "@/lib/errors";
import { problem } from "@/lib/result";
import { Secret } from "@/lib/secrets/secret";
import type { ConnectionInput } from "./schema";

/** The token that a connection is tried with: the given one, else the stored one, which goes only to its own destination (INV-1). */
export async function tokenForConnection(input: ConnectionInput): Promise<Secret<string>> {
  return input.token === undefined ? storedToken(await savedCluster(input)) : new Secret(input.token);
}

async function savedCluster(input: ConnectionInput): Promise<ClusterRecord> {
  const record = input.clusterId === undefined ? null : await getClusterRecord(input.clusterId);
  if (record !== null && bindingOf(record) === bindingOf(input)) return record;
  throw new AppError("invalid_input", { problems: [problem("cluster/credential-required", { path: ["token"] })] });
}

async function storedToken(record: ClusterRecord): Promise<Secret<string>> {
  const token = (await readClusterTokens([record])).get(record.id)?.value ?? null;
  if (token !== null) return token;
  const parameters = { cluster: record.name };
  throw new AppError("conflict", { problems: [problem("cluster/credential-unusable", { path: ["token"], parameters })] });
}
