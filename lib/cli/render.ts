import { join } from "node:path";
import type { Command } from "commander";
import type { Bundle } from "@/lib/bundles/bundle";
import { layoutOf } from "@/lib/bundles/layout";
import { type BundleCluster, renderBundle } from "@/lib/bundles/render-bundle";
import { formatPrometheusVersion, type PrometheusVersion } from "@/lib/prometheus/versions";
import { resolveVersion } from "@/lib/prometheus-api/server-version";
import type { Problem } from "@/lib/result";
import { exitWith, type Terminal } from "./exit-codes";
import type { FleetServer } from "./fleet-file/schema";
import { type LoadedFleet, loadFleet, UnreadableFleet } from "./load-fleet";
import { type Finding, formatFinding } from "./messages";
import { ForeignFolder, writeBundle } from "./write-bundle";

/** `promfleet render FLEET.yml --out DIR`: the bundles of a declarative file, without a database. */
export function addRender(program: Command, terminal: Terminal): void {
  const { t } = terminal;
  program
    .command("render")
    .summary(t("render.summary"))
    .description(t("render.description"))
    .argument("<fleet>", t("render.fleet"))
    .requiredOption("--out <dir>", t("render.out"))
    .addHelpText("after", `\n${t("render.examples")}`)
    .action(async (fleet: string, { out }: { out: string }) => exitWith(await render(fleet, out, terminal)));
}

export type RenderedServer = { readonly server: FleetServer; readonly bundle: Bundle; readonly version: PrometheusVersion };

async function render(file: string, out: string, terminal: Terminal): Promise<number> {
  // Whoever runs the command may reach their own machine; the address guard is for requests that others cause.
  process.env.PROMFLEET_ALLOW_LOOPBACK ||= "true";
  const { t, locale, say } = terminal;
  let loaded: Awaited<ReturnType<typeof loadFleet>>;
  try {
    loaded = await loadFleet(file);
  } catch (error) {
    if (!(error instanceof UnreadableFleet)) throw error;
    say(t("render.unreadable", { file, reason: error.message }));
    return 2;
  }
  const report = (findings: readonly Finding[]) => {
    for (const finding of findings) say(formatFinding(finding, locale));
    say(t("render.findings", { count: findings.length }));
    return 1;
  };
  if (!loaded.ok) return report(loaded.findings);
  const results = await Promise.all(
    loaded.value.parsed.fleet.servers.map((server) => renderServer(server, file, loaded.value, terminal)),
  );
  const findings = results.flatMap((result) => (Array.isArray(result) ? result : []));
  if (findings.length > 0) return report(findings);
  return await writeAll(
    results.filter((result): result is RenderedServer => !Array.isArray(result)),
    out,
    terminal,
  );
}

/** Renders one server of a fleet file; findings when something is in the way. */
export async function renderServer(
  server: FleetServer,
  file: string,
  fleet: LoadedFleet,
  terminal: Terminal,
): Promise<RenderedServer | Finding[]> {
  const resolved = await resolveVersion(
    { url: server.url, caPem: null, auth: { kind: "none" } },
    server.prometheus_version ?? null,
  );
  const version = formatPrometheusVersion(resolved.version);
  terminal.say(terminal.t("render.version", { server: server.name, version, source: resolved.source }));
  const clusters = server.clusters
    .map((name) => fleet.clusters.get(name))
    .filter((one): one is BundleCluster => one !== undefined);
  const base = fleet.baseConfigs.get(server.name);
  const transport = { kind: "directory", directory: server.directory } as const;
  const layout = layoutOf({ transport, fileLayout: server.file_layout }, resolved.version);
  const bundle = renderBundle({ url: server.url, prometheusVersion: resolved.version, layout }, base?.text ?? "", clusters);
  if (bundle.ok) return { server, bundle: bundle.value, version: resolved.version };
  return bundle.problems.map((found) => toFinding(found, file, base?.file, fleet));
}

/** Findings with a place are about the base config; the others are about a cluster of the fleet file. */
function toFinding(found: Problem, file: string, baseFile: string | undefined, fleet: LoadedFleet): Finding {
  if (found.range !== undefined && baseFile !== undefined) return { file: baseFile, problem: found };
  const [, name, ...rest] = found.path;
  const index = fleet.parsed.fleet.clusters.findIndex((cluster) => cluster.name === name);
  return { file, problem: { ...found, range: fleet.parsed.placeOf(index < 0 ? [] : ["clusters", index, ...rest]) } };
}

async function writeAll(rendered: readonly RenderedServer[], out: string, { t, say }: Terminal): Promise<number> {
  for (const { server, bundle } of rendered) {
    const folder = join(out, server.name);
    try {
      await writeBundle(bundle, folder);
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code;
      if (!(error instanceof ForeignFolder) && reason === undefined) throw error;
      say(
        error instanceof ForeignFolder
          ? t("render.foreign", { folder })
          : t("render.unwritable", { folder, reason: reason ?? "" }),
      );
      return 1;
    }
    say(
      t("render.written", { folder, jobs: bundle.jobs.length, files: bundle.files.length, digest: bundle.digest.slice(0, 12) }),
    );
  }
  return 0;
}
