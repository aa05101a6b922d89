import "server-only";
import { createHash } from "node:crypto";
import type { Bundle, RenderedJob } from "@/lib/bundles/bundle";
import { byPlace, checkConfigTree } from "@/lib/prometheus/check-config";
import { formatPrometheusVersion, type PrometheusVersion } from "@/lib/prometheus/versions";
import { parseYaml } from "@/lib/prometheus/yaml";
import { valueUnder, type YamlNode } from "@/lib/prometheus/yaml-node";
import type { Problem } from "@/lib/result";
import { processSingleton } from "@/lib/singleton";
import { takeTurns } from "@/lib/take-turns";

/** The jobs of one cluster: lines of a configuration, 1-based and inclusive. */
type Piece = { readonly firstIndex: number; readonly firstLine: number; readonly lastLine: number };

/** Pieces without any mistake, by digest; some kilobytes for a thousand clusters. */
const flawless = processSingleton("flawless-pieces", () => new Set<string>());
const KEPT_MAX = 20_000;

/**
 * Checks a bundle's configuration as `checkConfig` does, cluster by cluster: others get their turns in between, and a
 * cluster whose jobs were checked before, in whatever revision, is not read again.
 *
 * @returns everything that this Prometheus would refuse, with places in `config`
 */
export async function checkBundle(
  { config, jobs }: Pick<Bundle, "config" | "jobs">,
  version: PrometheusVersion,
): Promise<Problem[]> {
  return await takeTurns(checkPieces(config, jobs, version));
}

function* checkPieces(config: string, jobs: readonly RenderedJob[], version: PrometheusVersion): Generator<undefined, Problem[]> {
  const lines = config.split("\n");
  const pieces = piecesOf(jobs);
  const frame = createFrame(lines, pieces, version);
  const { global, globalText, problems } = frame.short;
  // Only where there are mistakes, the places of lines matter.
  if (problems.length > 0 && frame.whole().isUnreadable) return [...frame.whole().problems];
  const found = problems.length > 0 ? [...frame.whole().problems] : [];
  for (const piece of pieces) {
    yield;
    const own = lines.slice(piece.firstLine - 1, piece.lastLine).join("\n");
    const key = digestOf([formatPrometheusVersion(version), globalText, own]);
    if (flawless.get().has(key)) continue;
    if (checkPiece(own, global, version).length === 0) {
      remember(key);
      continue;
    }
    // Once more at its place, which the words of Prometheus's own name too.
    const placed = checkPiece("\n".repeat(piece.firstLine - 1) + own, frame.whole().global, version);
    found.push(...placed.map((problem) => moveTo(problem, piece)));
  }
  return withoutRepetition(found).toSorted(byPlace);
}

function piecesOf(jobs: readonly RenderedJob[]): Piece[] {
  const pieces = new Map<string, Piece>();
  for (const [firstIndex, { cluster, firstLine, lastLine }] of jobs.entries()) {
    if (cluster === null) continue;
    pieces.set(cluster, { firstIndex, firstLine, ...pieces.get(cluster), lastLine });
  }
  return [...pieces.values()];
}

type Frame = {
  readonly problems: readonly Problem[];
  readonly isUnreadable: boolean;
  readonly global: YamlNode | null;
  readonly globalText: string;
};

/** Everything but the clusters' jobs: without their lines, and with blank ones in their stead. */
function createFrame(lines: readonly string[], pieces: readonly Piece[], version: PrometheusVersion) {
  const left: (string | null)[] = [...lines];
  for (const { firstLine, lastLine } of pieces) left.fill(null, firstLine - 1, lastLine);
  let whole: Frame | null = null;
  return {
    short: checkFrame(left.filter((line) => line !== null).join("\n"), version),
    whole: () => {
      whole ??= checkFrame(left.map((line) => line ?? "").join("\n"), version);
      return whole;
    },
  };
}

function checkFrame(text: string, version: PrometheusVersion): Frame {
  const document = parseYaml(text);
  if (!document.ok) return { problems: document.problems, isUnreadable: true, global: null, globalText: "" };
  const { root } = document.value;
  const global = valueUnder(root, "global");
  return {
    problems: root === null ? [] : checkConfigTree(root, version),
    isUnreadable: false,
    global,
    globalText: global === null ? "" : document.value.text.slice(global.place.start, global.place.end),
  };
}

/** The jobs of a cluster by themselves, with the `global` section that they inherit from; places are those in `text`. */
function checkPiece(text: string, global: YamlNode | null, version: PrometheusVersion): Problem[] {
  const document = parseYaml(text);
  if (!document.ok) return [...document.problems];
  const { root: list } = document.value;
  if (list === null) return [];
  const sections = [
    ["global", global],
    ["scrape_configs", list],
  ] as const;
  const entries = sections.flatMap(([name, value]) => {
    if (value === null) return [];
    return [{ key: { kind: "scalar", text: name, tag: "str", place: value.place } as const, value }];
  });
  return checkConfigTree({ kind: "mapping", entries, isFlow: false, place: list.place }, version);
}

function moveTo(found: Problem, { firstIndex }: Piece): Problem {
  const [section, index, ...within] = found.path;
  return section === "scrape_configs" && typeof index === "number"
    ? { ...found, path: [section, index + firstIndex, ...within] }
    : found;
}

/** A mistake of `global` shows in every piece. */
function withoutRepetition(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((found) => [JSON.stringify(found), found])).values()];
}

function remember(key: string): void {
  const known = flawless.get();
  if (known.size >= KEPT_MAX) known.clear();
  known.add(key);
}

function digestOf(parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("base64");
}
