import { renderScalar, renderYaml, type YamlValue } from "@/lib/prometheus/render-yaml";
import { type MappingEntry, readYamlLayout, type SequenceLayout } from "@/lib/prometheus/yaml-layout";
import { insertItem, removeItem } from "@/lib/relabel-lab/edit-rules-list";
import { startList } from "@/lib/relabel-lab/edit-rules-start";
import { applySplices } from "@/lib/relabel-lab/edit-rules-text";
import { fail, ok, type Result } from "@/lib/result";
import { parseSuite } from "./parse-suite";

/** A test before it is written. */
export type NewTest = {
  readonly name: string;
  readonly scrape_config: YamlValue;
  readonly target: Readonly<Record<string, string>>;
  readonly prometheus: readonly string[];
  readonly expect: YamlValue;
};

type SuitePlace = { readonly list: SequenceLayout | null; readonly entry: MappingEntry };

/** Puts a test behind the others; every other byte of the file stays. An empty text becomes a file. */
export function addTest(text: string, test: NewTest): Result<string> {
  const value = test as unknown as YamlValue;
  if (text.trim() === "") return ok(renderYaml({ tests: [value] }));
  const place = readPlace(text);
  if (place === null) return fail("ruleTest/edit-broken");
  const { list } = place;
  const lines = renderYaml(value).trimEnd().split("\n");
  const after =
    list === null || list.items.length === 0
      ? startList(text, place, lines)
      : insertItem(text, list, list.items.length, list.isFlow ? [JSON.stringify(test)] : lines);
  return checked(after, countOf(place) + 1);
}

/** Takes a test away, with the comments above it. */
export function removeTest(text: string, index: number): Result<string> {
  const place = readPlace(text);
  if (place?.list === null || place === null) return fail("ruleTest/edit-broken");
  const after = removeItem(text, place.list, index);
  return checked(countOf(place) === 1 ? withEmptyList(after) : after, countOf(place) - 1);
}

export function renameTest(text: string, index: number, name: string): Result<string> {
  const place = readPlace(text);
  const content = place?.list?.items[index]?.content;
  const value = content?.kind === "mapping" ? content.entries.find(({ key }) => key === "name")?.value : undefined;
  if (place === null || value?.kind !== "scalar") return fail("ruleTest/edit-broken");
  const after = applySplices(text, [{ start: value.start, end: value.end, text: renderScalar(name, place.list?.isFlow) }]);
  return checked(after, countOf(place));
}

function readPlace(text: string): SuitePlace | null {
  const layout = readYamlLayout(text);
  const entry = layout?.kind === "mapping" && !layout.isFlow ? layout.entries.find(({ key }) => key === "tests") : undefined;
  if (entry === undefined) return null;
  if (entry.value === null) return { list: null, entry };
  return entry.value.kind === "sequence" ? { list: entry.value, entry } : null;
}

function countOf({ list }: SuitePlace): number {
  return list?.items.length ?? 0;
}

/** `tests:` without anything behind it reads as no list at all to other tools. */
function withEmptyList(text: string): string {
  const place = readPlace(text);
  if (place === null || place.entry.value !== null) return text;
  return applySplices(text, [{ start: place.entry.colonEnd, end: place.entry.colonEnd, text: " []" }]);
}

/** Anchors can tie tests to each other, and then an edit that looks right breaks another test: such an edit is refused. */
function checked(after: string, count: number): Result<string> {
  const place = readPlace(after);
  return place !== null && countOf(place) === count ? ok(after) : fail("ruleTest/edit-broken");
}

/** How many tests a text holds; null for a text that cannot be read. */
export function countTests(text: string): number | null {
  if (text.trim() === "") return 0;
  const suite = parseSuite(text);
  return suite.ok ? suite.value.tests.length : null;
}
