import { emptyLabelSet } from "@/lib/relabel/label-set";
import { formatOpenMetricsFloat, parseGoFloat } from "./go-number";
import type { Sample } from "./sample";

const NONE: readonly never[] = [];

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
  const labels = emptyLabelSet();
  const blank: string[] = [];
  const repeated: [name: string, value: string][] = [];
  add("__name__", name);
  for (let i = 0; i < pairs.length; i += 2) add(pairs[i] ?? "", pairs[i + 1] ?? "");
  // One empty value takes the whole name away.
  for (const gone of blank) delete labels[gone];
  return {
    labels,
    blank: blank.length === 0 ? NONE : blank,
    repeated: repeated.length === 0 ? NONE : repeated.filter(([again]) => !blank.includes(again)),
  };

  function add(label: string, value: string): void {
    if (value === "") blank.push(label);
    else if (Object.hasOwn(labels, label)) repeated.push([label, value]);
    else labels[label] = value;
  }
}

/** The bound of a bucket or quantile as OpenMetrics writes it, when the last TYPE says that it is one. */
export function normaliseFloat(type: string | null, name: string, value: string): string {
  const isBound = (type === "histogram" && name === "le") || (type === "summary" && name === "quantile");
  if (!isBound) return value;
  const number = parseGoFloat(value);
  return "value" in number ? formatOpenMetricsFloat(number.value) : value;
}
