import type { Transport } from "@/lib/deployments/transport-schema";
import { isAtLeast, type PrometheusVersion } from "@/lib/prometheus/versions";
import type { ServerPolicy } from "@/lib/servers/schema";

/** How the files of a bundle lie where Prometheus reads them. */
export type Layout = {
  /** All jobs in the main file, or a file for each cluster beside it, read through scrape_config_files. */
  readonly files: "one" | "per-cluster";
  /** Folders, or names without a slash: a key of a Secret cannot have one. */
  readonly names: "tree" | "flat";
  /** What stands before each path of a credential: "" next to the main file, else an absolute folder that ends in "/". */
  readonly folder: string;
};

/** Everything in one file, credentials in folders beside it. */
export const SINGLE_FILE: Layout = { files: "one", names: "tree", folder: "" };

/** The layout that a way of delivery can do, and that the server's release understands. */
export function layoutOf(
  { transport, fileLayout }: { readonly transport: Transport; readonly fileLayout: ServerPolicy["fileLayout"] },
  version: PrometheusVersion,
): Layout {
  const names = namesOf(transport);
  const canSplit = names.names === "tree" && isAtLeast(version, 2, 43);
  return { files: fileLayout === "per_cluster" && canSplit ? "per-cluster" : "one", ...names };
}

/** A kind without a case does not compile. */
function namesOf(transport: Transport): Pick<Layout, "names" | "folder"> {
  switch (transport.kind) {
    case "directory":
    case "git":
    case "pull":
    case "ssh":
      return { names: "tree", folder: "" };
    case "prometheus-operator":
      return { names: "flat", folder: `${transport.credentialsFolder.replace(/\/+$/, "")}/` };
    case "kubernetes":
      return {
        names: "flat",
        folder: transport.configMapName === "" ? "" : `${transport.credentialsFolder.replace(/\/+$/, "")}/`,
      };
  }
}

/** Where a file of a bundle is put, by its place in a tree. Names of clusters have no dots: no two names become one. */
export function placeFile({ names }: Pick<Layout, "names">, path: string): string {
  return names === "flat" ? path.replaceAll("/", ".") : path;
}

/** How the main file names a credential file. */
export function referTo(layout: Pick<Layout, "names" | "folder">, path: string): string {
  return `${layout.folder}${placeFile(layout, path)}`;
}
