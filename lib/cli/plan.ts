import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { findJobs } from "@/lib/bundles/find-jobs";
import { formatPrometheusVersion, type PrometheusVersion } from "@/lib/prometheus/versions";
import { Secret } from "@/lib/secrets/secret";
import { assemblePlan } from "@/lib/target-plan/assemble-plan";
import { type CutConfig, cutConfig } from "@/lib/target-plan/plan-job";
import { exitWith, type Terminal } from "./exit-codes";
import { UnreadableFile } from "./load-config";
import { type LoadedFleet, loadFleet, UnreadableFleet } from "./load-fleet";
import { type Finding, formatFinding } from "./messages";
import { Output } from "./output";
import { type ClusterSource, planFleetClusters } from "./plan-clusters";
import { type PrintedPlan, planJson, printPlan } from "./plan-lines";
import { type RenderedServer, renderServer } from "./render";

type PlanOptions = {
  readonly fleet: string;
  readonly against?: string;
  readonly from: readonly string[];
  readonly lossPercentMax: number;
  readonly json: boolean;
};

/** `promfleet plan`: which targets the servers of a fleet file would gain, lose and change. */
export function addPlan(program: Command, terminal: Terminal): void {
  const { t } = terminal;
  const from = new Option("--from <cluster=file>", t("plan.from")).argParser((value: string, before: string[]) => [
    ...before,
    value,
  ]);
  const percent = new Option("--loss-percent-max <percent>", t("plan.lossPercentMax")).argParser(Number);
  program
    .command("plan")
    .summary(t("plan.summary"))
    .description(t("plan.description"))
    .requiredOption("--fleet <file>", t("plan.fleet"))
    .option("--against <path>", t("plan.against"))
    .addOption(from.default([], "-"))
    .addOption(percent.default(20))
    .option("--json", t("plan.json"), false)
    .addHelpText("after", `\n${t("plan.examples")}`)
    .action(async (options: PlanOptions) => exitWith(await plan(options, terminal)));
}

/** A mistake in how the command was used, with what to say. */
class WrongUsage extends Error {}

async function plan(options: PlanOptions, terminal: Terminal): Promise<number> {
  // As for `render`: whoever runs the command may reach their own machine.
  process.env.PROMFLEET_ALLOW_LOOPBACK ||= "true";
  const { t, say, locale } = terminal;
  const report = (findings: readonly Finding[]) => {
    for (const finding of findings) say(formatFinding(finding, locale));
    return 1;
  };
  try {
    const percent = options.lossPercentMax;
    if (!Number.isInteger(percent) || percent < 0 || percent > 100) throw new WrongUsage(t("plan.badPercent"));
    const loaded = await loadFleet(options.fleet);
    if (!loaded.ok) return report(loaded.findings);
    const sourceOf = readSources(loaded.value, options.from, terminal);
    const plans: PrintedPlan[] = [];
    for (const server of loaded.value.parsed.fleet.servers) {
      const rendered = await renderServer(server, options.fleet, loaded.value, terminal);
      if (Array.isArray(rendered)) return report(rendered);
      plans.push(await planServer(rendered, options, terminal, sourceOf));
    }
    return await print(plans, options, terminal);
  } catch (error) {
    if (error instanceof WrongUsage) say(error.message);
    else if (error instanceof UnreadableFleet) say(t("plan.unreadable", { file: options.fleet, reason: error.message }));
    else if (error instanceof UnreadableFile) say(t("plan.unreadable", { file: error.file, reason: error.message }));
    else throw error;
    return 2;
  }
}

/** `--from CLUSTER=FILE` for clusters that cannot be reached from here; the others are asked. */
function readSources({ clusters }: LoadedFleet, from: readonly string[], { t }: Terminal): (cluster: string) => ClusterSource {
  const dumps = new Map<string, string[]>();
  for (const text of from) {
    const at = text.indexOf("=");
    const [cluster, file] = [text.slice(0, at), text.slice(at + 1)];
    if (at < 1 || file === "") throw new WrongUsage(t("plan.badFrom", { text }));
    dumps.set(cluster, [...(dumps.get(cluster) ?? []), file]);
  }
  return (name) => {
    const files = dumps.get(name);
    if (files !== undefined) return { kind: "dump", files };
    const known = clusters.get(name);
    if (known === undefined) return null;
    const { cluster, caPem, token } = known;
    const tls = { caPem, serverName: cluster.tlsServerName, isInsecure: caPem === null };
    return { kind: "live", connection: { apiServer: cluster.apiServer, tls, token: new Secret(token) } };
  };
}

async function planServer(
  { server, bundle, version }: RenderedServer,
  { against, lossPercentMax }: PlanOptions,
  terminal: Terminal,
  sourceOf: (cluster: string) => ClusterSource,
): Promise<PrintedPlan> {
  const after = cutConfig(bundle.config, bundle.jobs, version);
  const before = against === undefined ? null : await readBefore(against, server.name, version, terminal);
  const clusters = await planFleetClusters({ before, after, version }, sourceOf);
  const frame = {
    digest: bundle.digest,
    prometheusVersion: formatPrometheusVersion(version),
    madeAt: new Date().toISOString(),
    lossPercentMax,
    notForeseen: [...after.ownJobs],
  };
  return { server: server.name, plan: assemblePlan(frame, clusters), clusters };
}

/** The config of before: a prometheus.yml, the folder of one, or the folder that `render --out` has written. */
async function readBefore(path: string, server: string, version: PrometheusVersion, { t, locale }: Terminal): Promise<CutConfig> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    (error: NodeJS.ErrnoException) => {
      throw new UnreadableFile(path, error.code ?? "");
    },
  );
  const candidates = isFolder ? [join(path, server, "prometheus.yml"), join(path, "prometheus.yml")] : [path];
  for (const file of candidates) {
    const text = await readFile(file, "utf8").catch(() => null);
    if (text === null) continue;
    const jobs = findJobs(text);
    if (!jobs.ok) throw new WrongUsage(formatFinding({ file, problem: jobs.problems[0] }, locale));
    return cutConfig(text, jobs.value, version);
  }
  throw new WrongUsage(t("plan.noBefore", { path, server }));
}

async function print(plans: readonly PrintedPlan[], { json }: PlanOptions, terminal: Terminal): Promise<number> {
  const output = new Output();
  for (const one of plans) {
    for (const line of json ? planJson(one) : printPlan(one, terminal)) {
      if (output.isClosed) break;
      await output.line(line);
    }
  }
  await output.end();
  const isClean = plans.every(
    ({ plan: { findings, clusters } }) => findings.length === 0 && clusters.every(({ sight }) => sight !== "unseen"),
  );
  return isClean ? 0 : 1;
}
