import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { caFilePath, tokenFilePath } from "@/lib/bundles/file-names";
import type { BundleCluster } from "@/lib/bundles/render-bundle";
import { clusterTlsSchema, tokenSchema } from "@/lib/clusters/schema";
import { type Problem, problem } from "@/lib/result";
import { type ParsedFleet, parseFleet } from "./fleet-file/parse-fleet";
import type { FleetCluster } from "./fleet-file/schema";
import type { Finding } from "./messages";

/** A fleet with the files that it names. */
export type LoadedFleet = {
  readonly parsed: ParsedFleet;
  readonly clusters: ReadonlyMap<string, BundleCluster>;
  /** Text of each server's base config by server name, and its file as written in the fleet file. */
  readonly baseConfigs: ReadonlyMap<string, { readonly file: string; readonly text: string }>;
};

export type Loaded =
  | { readonly ok: true; readonly value: LoadedFleet }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** The fleet file itself could not be read: wrong usage, not a finding. */
export class UnreadableFleet extends Error {}

/** Reads the fleet file and every file that it names; all findings at once. */
export async function loadFleet(file: string): Promise<Loaded> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UnreadableFleet(error.code ?? error.message);
  });
  const parsed = parseFleet(text);
  if (!parsed.ok) return { ok: false, findings: parsed.problems.map((found) => ({ file, problem: found })) };
  const files = new FleetFiles(dirname(resolve(file)), parsed.value);
  const clusters = new Map<string, BundleCluster>();
  for (const [index, cluster] of parsed.value.fleet.clusters.entries()) {
    const loaded = await loadCluster(cluster, index, files);
    if (loaded !== null) clusters.set(cluster.name, loaded);
  }
  const baseConfigs = new Map<string, { file: string; text: string }>();
  for (const [index, { name, base_config_file }] of parsed.value.fleet.servers.entries()) {
    if (base_config_file === undefined) continue;
    const base = await files.read(base_config_file, ["servers", index, "base_config_file"]);
    if (base !== null) baseConfigs.set(name, { file: base_config_file, text: base });
  }
  if (files.problems.length > 0) return { ok: false, findings: files.problems.map((found) => ({ file, problem: found })) };
  return { ok: true, value: { parsed: parsed.value, clusters, baseConfigs } };
}

/** Reads files that paths in the fleet file name, and keeps what went wrong with its place. */
class FleetFiles {
  readonly problems: Problem[] = [];
  readonly #folder: string;
  readonly #parsed: ParsedFleet;

  constructor(folder: string, parsed: ParsedFleet) {
    this.#folder = folder;
    this.#parsed = parsed;
  }

  async read(file: string, path: readonly (string | number)[]): Promise<string | null> {
    try {
      return await readFile(resolve(this.#folder, file), "utf8");
    } catch (error) {
      this.report("fleet/file-unreadable", path, { file, reason: (error as NodeJS.ErrnoException).code ?? "" });
      return null;
    }
  }

  report(code: string, path: readonly (string | number)[], parameters: Problem["parameters"]): void {
    this.problems.push(problem(code, { path, range: this.#parsed.placeOf(path), parameters }));
  }
}

async function loadCluster(cluster: FleetCluster, index: number, files: FleetFiles): Promise<BundleCluster | null> {
  const tokenPath = ["clusters", index, "token_file"];
  const tokenText = await files.read(cluster.token_file, tokenPath);
  const token = tokenText === null ? null : tokenSchema.safeParse(tokenText);
  if (token?.success === false) files.report("fleet/token-file", tokenPath, { file: cluster.token_file });
  const caPath = ["clusters", index, "ca_file"];
  const caText = cluster.ca_file === undefined ? null : await files.read(cluster.ca_file, caPath);
  // The same schema as the form's: the same bytes end in the bundle.
  const tls = caText === null ? null : clusterTlsSchema.safeParse({ kind: "ca", caPem: caText });
  const caPem = tls?.data?.kind === "ca" ? tls.data.caPem : null;
  if (caText !== null && !caPem?.includes("-----BEGIN CERTIFICATE-----")) {
    files.report("fleet/ca-file", caPath, { file: cluster.ca_file ?? "" });
  }
  if (token?.success !== true) return null;
  return { cluster: toRenderCluster(cluster, token.data, caPem), token: token.data, caPem };
}

function toRenderCluster(cluster: FleetCluster, token: string, caPem: string | null): BundleCluster["cluster"] {
  return {
    name: cluster.name,
    apiServer: cluster.api_server,
    tlsServerName: cluster.tls_server_name ?? null,
    caFile: caPem === null ? null : caFilePath(cluster.name, caPem),
    tokenFile: tokenFilePath(cluster.name, token),
    labels: cluster.labels,
    jobs: cluster.jobs,
  };
}
