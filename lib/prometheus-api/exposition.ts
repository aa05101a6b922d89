import "server-only";

export type Sample = { readonly labels: Readonly<Record<string, string>>; readonly value: number };

const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? +(\S+)(?: +-?\d+)?$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g;
const ESCAPES: Record<string, string> = { n: "\n", '"': '"', "\\": "\\" };

/** Reads the samples of some metrics out of Prometheus's own text format; other lines are skipped unread. */
export function readSamples(text: string, names: readonly string[]): Map<string, Sample[]> {
  const found = new Map<string, Sample[]>(names.map((name) => [name, []]));
  for (const line of text.split("\n")) {
    const name = /^[a-zA-Z0-9_:]+/.exec(line)?.[0];
    const samples = name === undefined ? undefined : found.get(name);
    const match = samples === undefined ? null : LINE.exec(line.trimEnd());
    if (match !== null) samples?.push({ labels: readLabels(match[2] ?? ""), value: toNumber(match[3] ?? "") });
  }
  return found;
}

function readLabels(text: string): Record<string, string> {
  const labels = [...text.matchAll(LABEL)].map(([, name = "", value = ""]) => [name, unescapeValue(value)]);
  return Object.fromEntries(labels) as Record<string, string>;
}

function unescapeValue(value: string): string {
  return value.replace(/\\(.)/g, (_, character: string) => ESCAPES[character] ?? character);
}

function toNumber(text: string): number {
  if (text === "+Inf") return Number.POSITIVE_INFINITY;
  return text === "-Inf" ? Number.NEGATIVE_INFINITY : Number(text);
}
