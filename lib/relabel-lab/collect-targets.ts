import { emptyLabelSet, type LabelSet } from "@/lib/relabel/label-set";
import { type Problem, problem } from "@/lib/result";

type Path = readonly (string | number)[];

type Found = {
  readonly targets: LabelSet[];
  readonly problems: Problem[];
  unreadCount: number;
  readonly problemsMax: number;
};

type JsonObject = Readonly<Record<string, unknown>>;

/** Finds the targets in a value read from JSON or YAML, whatever shape of those we know it has. */
export function collectTargets(value: unknown, problemsMax: number): Omit<Found, "problemsMax"> {
  const found: Found = { targets: [], problems: [], unreadCount: 0, problemsMax };
  if (Array.isArray(value)) collectList(value, [], found);
  else if (isObject(value)) collectObject(value, [], found);
  else tell(found, "targets/item", []);
  return found;
}

function collectList(items: readonly unknown[], path: Path, found: Found): void {
  items.forEach((item, index) => {
    if (isObject(item)) collectItem(item, [...path, index], found);
    else tell(found, "targets/item", [...path, index]);
  });
}

/** The reply of `/api/v1/targets`, with or without its envelope; else it is an item of its own. */
function collectObject(value: JsonObject, path: Path, found: Found): void {
  const data = isObject(value.data) ? value.data : value;
  const lists = (["activeTargets", "droppedTargets"] as const).filter((name) => name in data && typeof data[name] !== "string");
  if (lists.length === 0) collectItem(value, path, found);
  for (const name of lists) {
    const list = data[name];
    if (Array.isArray(list)) collectList(list, [...path, name], found);
    // null is how Go writes an empty list.
    else if (list !== null) tell(found, "targets/item", [...path, name]);
  }
  // A server may count dropped targets without keeping them (keep_dropped_targets): we say so in our own replies.
  const { missingCount } = data;
  if (typeof missingCount === "number" && missingCount > 0) {
    found.problems.push(problem("targets/not-kept", { severity: "warning", parameters: { count: missingCount } }));
  }
}

function collectItem(item: JsonObject, path: Path, found: Found): void {
  if (isObject(item.discoveredLabels)) addLabels(item.discoveredLabels, [...path, "discoveredLabels"], found);
  else if (Array.isArray(item.targets)) collectGroup(item, item.targets, path, found);
  else addLabels(item, path, found);
}

/** A group of file_sd: every address with the labels of its group. */
function collectGroup(group: JsonObject, addresses: readonly unknown[], path: Path, found: Found): void {
  const labels = group.labels ?? {};
  if (!isObject(labels)) tell(found, "targets/group-labels", [...path, "labels"]);
  const shared = isObject(labels) ? toLabels(labels, [...path, "labels"], found) : null;
  if (shared === null) return;
  for (const [index, address] of addresses.entries()) {
    if (typeof address !== "string") {
      tell(found, "targets/address", [...path, "targets", index]);
      continue;
    }
    const target: Record<string, string> = Object.assign(emptyLabelSet(), shared);
    if (address === "") delete target.__address__;
    else target.__address__ = address;
    found.targets.push(target);
  }
}

function addLabels(labels: JsonObject, path: Path, found: Found): void {
  const set = toLabels(labels, path, found);
  if (set !== null) found.targets.push(set);
}

/** Empty values are left out, as everywhere; null when a value is no text. */
function toLabels(labels: JsonObject, path: Path, found: Found): LabelSet | null {
  const set = emptyLabelSet();
  for (const name of Object.keys(labels)) {
    const value = labels[name];
    if (typeof value !== "string") {
      tell(found, "targets/label-value", [...path, name]);
      return null;
    }
    if (value !== "") set[name] = value;
  }
  return set;
}

function tell(found: Found, code: string, path: Path): void {
  found.unreadCount += 1;
  if (found.problems.length >= found.problemsMax) return;
  found.problems.push(problem(code, { path, parameters: { place: renderPath(path) } }));
}

/** As people write it in JavaScript or jq, counting from 0: `[3].labels.team`. */
function renderPath(path: Path): string {
  const text = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
  return text.replace(/^\./, "");
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
