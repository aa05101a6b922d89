import "server-only";
import type { RenderCluster } from "@/lib/bundles/bundle";
import { caFilePath, tokenFilePath } from "@/lib/bundles/file-names";
import { AppError } from "@/lib/errors";
import { problem } from "@/lib/result";
import type { Secret } from "@/lib/secrets/secret";
import { readClusterTokens } from "./cluster-credentials";
import { listClusterRecords } from "./clusters";

/** One cluster for the renderer, and the credentials that only a deployment reveals. */
export type RenderSource = {
  readonly cluster: RenderCluster;
  readonly token: Secret<string>;
  readonly caPem: string | null;
};

/** What rendering needs of the given clusters, by name; `conflict` names each cluster whose credential does not open. */
export async function getRenderSources(clusterIds: readonly string[]): Promise<RenderSource[]> {
  const records = await listClusterRecords(clusterIds);
  const tokens = await readClusterTokens(records);
  const unusable: string[] = [];
  const sources = records.flatMap(({ id, name, apiServer, tls, tlsServerName, labels, jobs }) => {
    const token = tokens.get(id)?.value ?? null;
    if (token === null) {
      unusable.push(name);
      return [];
    }
    const caPem = tls.kind === "ca" ? tls.caPem : null;
    const caFile = caPem === null ? null : caFilePath(name, caPem);
    const tokenFile = tokenFilePath(name, token.reveal());
    return [{ cluster: { name, apiServer, tlsServerName, caFile, tokenFile, labels, jobs }, token, caPem }];
  });
  if (unusable.length === 0) return sources;
  const problems = unusable.map((cluster) => problem("cluster/credential-unusable", { parameters: { cluster } }));
  throw new AppError("conflict", { problems });
}
