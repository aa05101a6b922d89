/** One item of `scrape_configs` as it is written, and the name that it says. */
export type JobSlice = { readonly jobName: string; readonly text: string };

/** A config cut where its jobs begin. */
export type SplitConfig = {
  readonly jobs: readonly JobSlice[];
  /** Everything but `scrape_configs`. */
  readonly rest: string;
};

const LIST_HEAD = /^scrape_configs:[ ]*(?:#.*)?$/;
/** The key in every other spelling: quoted, indented, or with its value on the same line. */
const OTHER_HEAD = /^\s*["']?scrape_configs/;
/** What makes a part of a text depend on another part, or on how wide a sign is: anchors, aliases, documents, tabs. */
const ENTANGLED = /[\t\r]|^(?:---|\.\.\.|%)|(?:^|[\s,[{])(?:[&*][\w-]|<<[ ]*:)/m;
const NAMED = /^(?: *- +| *)job_name: (?:([\w./-]+)|"([^"\\]*)"|'([^']*)')[ ]*$/m;
const IGNORED = /^\s*(?:#.*)?$/;

/**
 * Cuts a config into its jobs without reading it, in the time that one look at each line takes. That is safe only for
 * the block style in which Prometheus shows what it has loaded and in which we write; each slice is YAML by itself then.
 *
 * @returns null where a slice may not mean by itself what it means in the whole: the whole has to be read
 */
export function splitJobs(text: string): SplitConfig | null {
  if (ENTANGLED.test(text)) return null;
  const lines = text.split("\n");
  const head = lines.findIndex((line) => LIST_HEAD.test(line));
  if (lines.some((line, index) => index !== head && OTHER_HEAD.test(line))) return null;
  if (head === -1) return { jobs: [], rest: text };
  const items = lines.slice(head + 1);
  const indent = items.find((line) => !IGNORED.test(line))?.search(/[^ ]/) ?? 0;
  const isItem = (line: string) => line.startsWith("- ", indent) && line.search(/[^ ]/) === indent;
  const isEnd = (line: string) => !IGNORED.test(line) && !isItem(line) && line.search(/[^ ]/) <= indent;
  const found = items.findIndex(isEnd);
  const end = found === -1 ? items.length : found;
  const jobs = sliceItems(items.slice(0, end), isItem);
  if (jobs === null) return null;
  return { jobs, rest: [...lines.slice(0, head), ...items.slice(end)].join("\n") };
}

function sliceItems(lines: readonly string[], isItem: (line: string) => boolean): JobSlice[] | null {
  const starts = lines.flatMap((line, index) => (isItem(line) ? [index] : []));
  const jobs: JobSlice[] = [];
  for (const [index, start] of starts.entries()) {
    const text = `${lines.slice(start, starts[index + 1]).join("\n")}\n`;
    const jobName = nameIn(text);
    if (jobName === null) return null;
    jobs.push({ jobName, text });
  }
  return jobs;
}

/** The name stands at the indentation of the item's own keys, wherever among them. */
function nameIn(text: string): string | null {
  const keyIndent = text.search(/[^ -]/);
  for (const match of text.matchAll(new RegExp(NAMED, "gm"))) {
    const [line, plain, double, single] = match;
    if (line.indexOf("job_name") === keyIndent) return plain ?? double ?? single ?? null;
  }
  return null;
}
