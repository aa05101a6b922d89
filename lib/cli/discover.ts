import { type Command, Option } from "commander";
import { DISCOVERY_ROLES } from "@/lib/cluster-discovery/schema";
import {
  type Discovered,
  type DiscoveryOptions,
  discoverTargets,
  KUBERNETES_RESOURCES,
  type KubernetesObjects,
  type KubernetesResource,
  resourcesOf,
  startDiscovery,
} from "@/lib/kubernetes/discovery";
import { createDumpReader, type Dump, type DumpReader } from "@/lib/kubernetes-dump/read-dump";
import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import { NEWEST_KNOWN_VERSION, parsePrometheusVersion } from "@/lib/prometheus/versions";
import type { LabelSet } from "@/lib/relabel/label-set";
import { type Problem, problem } from "@/lib/result";
import { compileFilters, type Filters } from "./discover-selectors";
import { exitWith, type Terminal } from "./exit-codes";
import { UnreadableFile } from "./load-config";
import { formatFinding } from "./messages";
import { Output } from "./output";
import { chunksOf } from "./target-stream";

type DiscoverOptions = {
  readonly role: DiscoveryRole;
  readonly from: readonly string[];
  readonly prometheusVersion?: string;
  readonly attachNode: boolean;
  readonly attachNamespace: boolean;
  readonly namespace: readonly string[];
  readonly selector: readonly string[];
};

/** `promfleet discover`: what Prometheus discovers from objects that kubectl has printed, one line per target. */
export function addDiscover(program: Command, terminal: Terminal): void {
  const { t } = terminal;
  program
    .command("discover")
    .summary(t("discover.summary"))
    .description(t("discover.description"))
    .addOption(new Option("--role <role>", t("discover.role")).choices(DISCOVERY_ROLES).makeOptionMandatory())
    .addOption(repeatable("--from <file>", t("discover.from")).makeOptionMandatory())
    .option("--prometheus-version <version>", t("discover.version"))
    .option("--attach-node", t("discover.attachNode"), false)
    .option("--attach-namespace", t("discover.attachNamespace"), false)
    .addOption(repeatable("--namespace <name>", t("discover.namespace")).default([]))
    .addOption(repeatable("--selector <selector>", t("discover.selector")).default([]))
    .addHelpText("after", `\n${t("discover.examples")}`)
    .action(async (options: DiscoverOptions) => exitWith(await discover(options, terminal)));
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
}

async function discover(options: DiscoverOptions, terminal: Terminal): Promise<number> {
  const { t, say } = terminal;
  const version =
    options.prometheusVersion === undefined ? NEWEST_KNOWN_VERSION : parsePrometheusVersion(options.prometheusVersion);
  if (version === null) {
    say(t("discover.badVersion", { text: options.prometheusVersion ?? "" }));
    return 2;
  }
  const { role, attachNode, attachNamespace, namespace: namespaces } = options;
  const settings: DiscoveryOptions = { version, attachNode, attachNamespace, namespaces };
  const filters = compileFilters(role, settings, options.selector);
  if (!filters.ok) {
    for (const found of filters.problems) say(formatFinding({ file: "--selector", problem: found }, terminal.locale));
    return 2;
  }
  try {
    return await printTargets(options, settings, filters.value, terminal);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    say(t("discover.unreadable", { file: error.file, reason: error.message }));
    return 2;
  }
}

async function printTargets(
  { role, from }: DiscoverOptions,
  settings: DiscoveryOptions,
  filters: Filters,
  { t, say, locale }: Terminal,
): Promise<number> {
  const output = new Output();
  const [own] = resourcesOf(role, settings) as [KubernetesResource];
  const streamed = resourcesOf(role, settings).length === 1 ? startDiscovery(role, {}, settings) : null;
  const lines: string[] = [];
  let count = 0;
  const print = (targets: readonly LabelSet[]) => {
    count += targets.length;
    for (const labels of targets) lines.push(labelsJson(labels));
  };
  const flush = async () => {
    for (const line of lines.splice(0)) await output.line(line);
  };

  const reader = createDumpReader({
    isWanted: (resource, raw) => filters.get(resource)?.(raw) ?? false,
    onObject(resource, object) {
      if (streamed === null || resource !== own) return !filters.has(resource);
      print(streamed.targetsOf(object as never));
      return true;
    },
  });
  await readFiles(from, reader, async () => {
    await flush();
    return !output.isClosed;
  });
  const dump = reader.end();
  const found =
    streamed === null ? discoverTargets(role, dump.objects, settings) : { targets: [], warnings: streamed.warnings() };
  for (const labels of found.targets) {
    if (output.isClosed) break;
    print([labels]);
    await flush();
  }
  await flush();
  await output.end();
  const problems = problemsOf(role, own, dump, found);
  const file = from.length === 1 ? (from[0] ?? "") : t("discover.files", { count: from.length });
  for (const one of problems) say(formatFinding({ file, problem: one }, locale));
  say(t("discover.total", { count, role }));
  return problems.some(({ severity }) => severity === "error") ? 1 : 0;
}

/** Reads file after file; `afterChunk` tells whether anybody still listens. */
async function readFiles(files: readonly string[], reader: DumpReader, afterChunk: () => Promise<boolean>): Promise<void> {
  for (const file of files) {
    for await (const chunk of chunksOf(file)) {
      if (!reader.push(chunk) || !(await afterChunk())) break;
    }
    reader.endFile();
  }
}

/** Without objects of its own the role finds nothing, and whoever asked has given the wrong file. */
function problemsOf(role: DiscoveryRole, own: KubernetesResource, dump: Dump, found: Discovered): readonly Problem[] {
  const isOwnMissing = !dump.isEmpty && (dump.objects as KubernetesObjects)[own] === undefined;
  const isOther = ({ code, parameters }: Problem) => code !== "discovery/resource-missing" || parameters.resource !== own;
  const others = [...dump.problems, ...found.warnings.filter(isOther)];
  if (!isOwnMissing || others.some(({ severity }) => severity === "error")) return others;
  return [...others, problem("discovery/no-objects", { parameters: { role, kind: KUBERNETES_RESOURCES[own].kind } })];
}

function labelsJson(labels: LabelSet): string {
  const sorted: Record<string, string> = {};
  for (const name of Object.keys(labels).sort()) sorted[name] = labels[name] ?? "";
  return JSON.stringify(sorted);
}
