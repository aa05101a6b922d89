import type { ClusterSource, ServerSource } from "@/lib/job-templates/job-template";
import type { JobChoice } from "@/lib/job-templates/schema";
import type { Layout } from "./layout";

/** One cluster as the renderer sees it. */
export type RenderCluster = ClusterSource & { readonly jobs: readonly JobChoice[] };

/** Everything the main file of one server depends on. */
export type RenderInput = {
  readonly server: ServerSource;
  /** The user's own prometheus.yml, "" when there is none. Never reformatted. */
  readonly baseConfig: string;
  /** How credentials are referred to; left out, by paths beside the main file. */
  readonly layout?: Pick<Layout, "names" | "folder">;
  /** In any order: the renderer sorts by name. */
  readonly clusters: readonly RenderCluster[];
};

/** One job of the rendered file and where its text is. */
export type RenderedJob = {
  readonly jobName: string;
  /** null for a job of the base config. */
  readonly cluster: string | null;
  readonly template: string | null;
  /** The job's own lines in the rendered text, 1-based and inclusive. */
  readonly firstLine: number;
  readonly lastLine: number;
};

export type RenderedConfig = { readonly text: string; readonly jobs: readonly RenderedJob[] };

/** A file of a bundle; `path` is relative to the directory of prometheus.yml. */
export type BundleFile = {
  readonly path: string;
  readonly content: string;
  /** Octal mode, e.g. 0o640. */
  readonly mode: number;
  /** True for tokens: shown by name only. */
  readonly isSecret: boolean;
};

/** Everything one server needs, rendered. */
export type Bundle = {
  /** prometheus.yml first, then the others by path. */
  readonly files: readonly BundleFile[];
  /**
   * All that Prometheus is told, as one text, however the files are laid out; where the jobs have files of their own, the
   * main file is shorter. Checks, previews, plans and differences read this.
   */
  readonly config: string;
  /** Where each job is in `config`. */
  readonly jobs: readonly RenderedJob[];
  /** SHA-256, hex, over paths and contents. */
  readonly digest: string;
};

/** Name of the file that Prometheus reads, in every bundle. */
export const MAIN_CONFIG_PATH = "prometheus.yml";

/** The text of the file that Prometheus is started with; `config` is the whole of what it reads. */
export function mainTextOf({ files }: Pick<Bundle, "files">): string {
  return files.find(({ path }) => path === MAIN_CONFIG_PATH)?.content ?? "";
}
