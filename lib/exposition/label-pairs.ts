import { emptyLabelSet } from "@/lib/relabel/label-set";
import { formatOpenMetricsFloat, parseGoFloat } from "./go-number";
import type { Sample } from "./sample";

type LabelPair = readonly [name: string, value: string];

const NONE: readonly never[] = [];
/** Values of a scrape repeat, those of a hostile one do not. */
const SHARED_MAX = 200_000;

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
  let blank: readonly string[] = NONE;
  let repeated: readonly LabelPair[] = NONE;
  if (name === "") blank = ["__name__"];
  else labels.__name__ = name;
  for (let i = 0; i < pairs.length; i += 2) {
    const [label = "", value = ""] = [pairs[i], pairs[i + 1]];
    if (value === "") blank = [...blank, label];
    else if (Object.hasOwn(labels, label)) repeated = [...repeated, [label, value]];
    else labels[label] = value;
  }
  // One empty value takes the whole name away.
  for (const gone of blank) delete labels[gone];
  if (repeated !== NONE) repeated = repeated.filter(([again]) => !blank.includes(again));
  return { labels, blank, repeated };
}

/** Numbers of buckets repeat from series to series. */
const NORMALISED_MAX = 10_000;

/** Writes bounds of buckets and quantiles as OpenMetrics does, where the last TYPE says that a label is one. */
export class FloatNormaliser {
  readonly #known = new Map<string, string>();

  normalise(type: string | null, name: string, value: string): string {
    const isBound = (type === "histogram" && name === "le") || (type === "summary" && name === "quantile");
    if (!isBound) return value;
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const number = parseGoFloat(value);
    const written = "value" in number ? formatOpenMetricsFloat(number.value) : value;
    if (this.#known.size < NORMALISED_MAX) this.#known.set(value, written);
    return written;
  }
}

/** Holds a text that repeats once: of the same values in many series only one stays in memory. */
export class SharedTexts {
  readonly #known = new Map<string, string>();

  share(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (this.#known.size < SHARED_MAX) this.#known.set(text, text);
    return text;
  }
}
