import { formatOpenMetricsFloat, parseGoFloat } from "./go-number";
import type { Sample } from "./sample";

const NONE: readonly string[] = [];

/** Undoes the three escapes of label values; any other backslash is one. */
export function unescapeValue(text: string): string {
  return text.includes("\\") ? text.replace(/\\(["\\n])/g, (_escape, char: string) => (char === "n" ? "\n" : char)) : text;
}

/** Undoes the two escapes of HELP in Prometheus's own format. */
export function unescapeHelp(text: string): string {
  return text.includes("\\") ? text.replace(/\\([\\n])/g, (_escape, char: string) => (char === "n" ? "\n" : char)) : text;
}

/**
 * Makes a label set of names and values as written.
 * @param pairs names and values in turn
 */
export function toSampleLabels(name: string, pairs: readonly string[]): Pick<Sample, "labels" | "blank" | "repeated"> {
  const labels: Record<string, string> = Object.create(null);
  const blank = new Set<string>();
  const repeated = new Set<string>();
  add("__name__", name);
  for (let i = 0; i < pairs.length; i += 2) add(pairs[i] ?? "", pairs[i + 1] ?? "");
  // One empty value takes the whole name away.
  for (const gone of blank) {
    delete labels[gone];
    repeated.delete(gone);
  }
  return { labels, blank: toList(blank), repeated: toList(repeated) };

  function add(label: string, value: string): void {
    if (value === "") blank.add(label);
    else if (label in labels) repeated.add(label);
    else labels[label] = value;
  }
}

function toList(names: ReadonlySet<string>): readonly string[] {
  return names.size === 0 ? NONE : [...names];
}

/** The bound of a bucket or quantile as OpenMetrics writes it, when the last TYPE says that it is one. */
export function normaliseFloat(type: string | null, name: string, value: string): string {
  const isBound = (type === "histogram" && name === "le") || (type === "summary" && name === "quantile");
  if (!isBound) return value;
  const number = parseGoFloat(value);
  return "value" in number ? formatOpenMetricsFloat(number.value) : value;
}
