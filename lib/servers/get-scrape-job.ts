import "server-only";
import { AppError } from "@/lib/errors";
import { readTargetJob } from "@/lib/prometheus/read-target-job";
import { parseYaml } from "@/lib/prometheus/yaml";
import { valueUnder, type YamlNode } from "@/lib/prometheus/yaml-node";
import { problemOfFailure } from "@/lib/prometheus-api/ask";
import { askLoadedConfig } from "@/lib/prometheus-api/loaded-config";
import { problem } from "@/lib/result";
import type { ScrapeJob } from "@/lib/servers/schema";
import { getServerRecord } from "./get-server-record";

/** The rules of one job and what it gives to its targets, from the config that the server runs. */
export async function getScrapeJob(serverId: string, scrapePool: string): Promise<ScrapeJob> {
  const { url, caPem, auth } = await getServerRecord(serverId);
  const connection = { url, caPem, auth };
  const loaded = await askLoadedConfig(connection);
  if (!loaded.ok) throw new AppError("upstream_unreachable", { problems: [problemOfFailure(loaded.failure, connection)] });
  const job = findJob(loaded.value, scrapePool);
  if (job === null) {
    const parameters = { url, job: scrapePool };
    throw new AppError("not_found", { problems: [problem("server/job-not-in-config", { parameters })] });
  }
  return job;
}

/** null when the config has no such job: it may come from a file that the config names. */
function findJob(text: string, jobName: string): ScrapeJob | null {
  const document = parseYaml(text);
  const root = document.ok ? document.value.root : null;
  const jobs = valueUnder(root, "scrape_configs");
  const isWanted = (item: YamlNode) => {
    const name = valueUnder(item, "job_name");
    return name?.kind === "scalar" && name.text === jobName;
  };
  const node = jobs?.kind === "sequence" ? jobs.items.find(isWanted) : undefined;
  if (node === undefined) return null;
  const { job_name, scheme, metrics_path, scrape_interval, scrape_timeout, params } = readTargetJob(
    node,
    valueUnder(root, "global"),
  );
  return {
    job: {
      job_name,
      scheme: scheme ?? "http",
      metrics_path: metrics_path ?? "/metrics",
      scrape_interval: scrape_interval ?? "1m",
      scrape_timeout: scrape_timeout ?? "10s",
      params: Object.fromEntries(Object.entries(params ?? {}).map(([name, values]) => [name, [...values]])),
    },
    rulesText: rulesText(text, valueUnder(node, "relabel_configs")),
  };
}

/** The list as it is written, moved to the left edge. */
function rulesText(text: string, list: YamlNode | null): string {
  if (list === null) return "";
  const { start, end, range } = list.place;
  const indent = new RegExp(`^ {0,${range.column - 1}}`, "gm");
  return `${text.slice(start, end).replace(indent, "").trimEnd()}\n`;
}
