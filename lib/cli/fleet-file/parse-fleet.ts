import type { z } from "zod";
import { buildJobs } from "@/lib/job-templates/index";
import { JOB_TEMPLATE_IDS } from "@/lib/job-templates/schema";
import { NEWEST_KNOWN_VERSION } from "@/lib/prometheus/versions";
import { parseYaml } from "@/lib/prometheus/yaml";
import type { YamlNode } from "@/lib/prometheus/yaml-node";
import { fail, okUnless, type Problem, problem, type Result, type TextRange } from "@/lib/result";
import { keyPlace, type Path, placeOf, toPlain } from "./fleet-places";
import { type Fleet, type FleetCluster, fleetSchema } from "./schema";

/** A fleet file that was read, with the places of its parts for later findings. */
export type ParsedFleet = { readonly fleet: Fleet; readonly placeOf: (path: Path) => TextRange };

const SOMEWHERE: TextRange = { line: 1, column: 1, endLine: 1, endColumn: 2 };

/** Reads a fleet file; every problem has its line and column. */
export function parseFleet(text: string): Result<ParsedFleet> {
  const document = parseYaml(text);
  if (!document.ok) return document;
  const { root } = document.value;
  if (root?.kind !== "mapping") return fail("fleet/not-a-mapping", { range: root?.place.range ?? SOMEWHERE });
  const parsed = fleetSchema.safeParse(toPlain(root));
  const problems = parsed.success
    ? findContradictions(parsed.data, root)
    : parsed.error.issues.flatMap((issue) => toProblems(issue, root));
  const [first = problem("fleet/not-a-mapping"), ...rest] = problems;
  if (!parsed.success) return { ok: false, problems: [first, ...rest] };
  return okUnless({ fleet: parsed.data, placeOf: (path) => placeOf(root, path) }, problems);
}

function toProblems(issue: z.core.$ZodIssue, root: YamlNode): Problem[] {
  const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
  const at = { path, range: placeOf(root, path) };
  const key = String(path.at(-1) ?? "");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((unknown) =>
      problem("fleet/unknown-key", {
        path: [...path, unknown],
        range: keyPlace(root, path, unknown),
        parameters: { key: unknown },
      }),
    );
  }
  // Keys of a mapping (label names) are checked by an inner schema, whose finding counts.
  if (issue.code === "invalid_key") {
    const range = keyPlace(root, path.slice(0, -1), key);
    return issue.issues.flatMap((inner) =>
      toProblems({ ...inner, path: issue.path }, root).map((found) => ({ ...found, range })),
    );
  }
  if (issue.code === "invalid_union")
    return (issue.errors[0] ?? []).flatMap((inner) => toProblems({ ...inner, path: [...issue.path, ...inner.path] }, root));
  if (/^[a-z]+\/[a-z-]+$/.test(issue.message)) return [problem(issue.message, { ...at, parameters: { key } })];
  if (issue.code === "invalid_value" && key === "template") {
    return [problem("fleet/unknown-template", { ...at, parameters: { known: JOB_TEMPLATE_IDS.join(", ") } })];
  }
  const isMissing = issue.code === "invalid_type" && issue.input === undefined && !hasValue(root, path);
  if (isMissing) return [problem("fleet/missing-key", { ...at, parameters: { key } })];
  return [
    problem("fleet/wrong-kind", { ...at, parameters: { key, expected: "expected" in issue ? String(issue.expected) : "" } }),
  ];
}

function hasValue(root: YamlNode, path: Path): boolean {
  let value = toPlain(root);
  for (const part of path) value = typeof value === "object" && value !== null ? Reflect.get(value, part) : undefined;
  return value !== undefined;
}

/** What no single field can show. */
function findContradictions({ clusters, servers }: Fleet, root: YamlNode): Problem[] {
  const at = (path: Path, code: string, parameters: Problem["parameters"]) =>
    problem(code, { path, range: placeOf(root, path), parameters });
  const repeated = (list: "clusters" | "servers", names: readonly string[]) =>
    names.flatMap((name, index) =>
      names.indexOf(name) < index ? [at([list, index, "name"], "fleet/duplicate-name", { name })] : [],
    );
  const known = new Set(clusters.map(({ name }) => name));
  const references = servers.flatMap((server, index) =>
    server.clusters.flatMap((name, position) => {
      const path = ["servers", index, "clusters", position];
      if (!known.has(name)) return [at(path, "fleet/unknown-cluster", { name })];
      return server.clusters.indexOf(name) < position ? [at(path, "fleet/duplicate-name", { name })] : [];
    }),
  );
  return [
    ...repeated(
      "clusters",
      clusters.map(({ name }) => name),
    ),
    ...repeated(
      "servers",
      servers.map(({ name }) => name),
    ),
    ...clusters.flatMap((cluster, index) =>
      tlsProblems(cluster).map((code) => at(["clusters", index], code, { name: cluster.name })),
    ),
    ...clusters.flatMap((cluster, index) => jobProblems(cluster, index, root)),
    ...references,
  ];
}

function tlsProblems({ ca_file, insecure_skip_verify, reason }: FleetCluster): string[] {
  const isInsecure = insecure_skip_verify === true;
  if ((ca_file !== undefined) === isInsecure) return ["fleet/tls-choice"];
  return isInsecure && (reason ?? "").trim().length < 8 ? ["cluster/insecure-reason"] : [];
}

/** Parameters are checked by the templates themselves; the rest of the cluster does not matter for that. */
function jobProblems(cluster: FleetCluster, index: number, root: YamlNode): Problem[] {
  const source = {
    name: cluster.name,
    apiServer: cluster.api_server,
    tlsServerName: null,
    caFile: null,
    tokenFile: "",
    labels: {},
  };
  const built = buildJobs(
    { ...source, jobs: cluster.jobs },
    { prometheusVersion: NEWEST_KNOWN_VERSION, selfAddress: "localhost:9090" },
  );
  if (built.ok) return [];
  return built.problems.map((found) => {
    const path = ["clusters", index, ...found.path];
    const isKey = found.code === "template/unknown-parameter";
    const range = isKey ? keyPlace(root, path.slice(0, -1), String(path.at(-1))) : placeOf(root, path);
    return { ...found, path, range };
  });
}
