import type { LabelSet } from "@/lib/relabel/label-set";
import { type Evaluation, KEPT, REFUSED } from "./evaluate-targets";
import type { GroupRow, TableRow, TargetRow, TargetView } from "./lab-request";

/** Rows of the table by their place: a target, or below zero the head of a group (-1 is the first group). */
export type RowOrder = {
  readonly order: Int32Array;
  readonly groups: readonly GroupRow[];
  /** Where the heads of the groups stand, from above. */
  readonly headRows: readonly number[];
  readonly count: number;
};

type OrderView = Pick<TargetView, "outcome" | "isGrouped">;

/** Puts the targets that the filters let through in order: as loaded, or by what became of them. */
export function orderRows(codes: Int32Array, isShown: Uint8Array | null, { outcome, isGrouped }: OrderView): RowOrder {
  const shown = new Int32Array(codes.length);
  let count = 0;
  for (let index = 0; index < codes.length; index++) {
    const isWanted = (isShown === null || isShown[index] === 1) && hasOutcome(codes[index] ?? KEPT, outcome);
    if (isWanted) shown[count++] = index;
  }
  const order = shown.subarray(0, count);
  return isGrouped ? groupRows(codes, order) : { order, groups: [], headRows: [], count };
}

function hasOutcome(code: number, outcome: TargetView["outcome"]): boolean {
  if (typeof outcome === "number") return code === outcome;
  return outcome === "all" || outcome === outcomeOf(code);
}

function outcomeOf(code: number): TargetRow["outcome"] {
  if (code === KEPT) return "kept";
  return code === REFUSED ? "error" : "dropped";
}

/** Dropped ones first, in the order of the rules, then the refused, then the kept. */
function groupRows(codes: Int32Array, shown: Int32Array): RowOrder {
  const byCode = new Map<number, number[]>();
  for (const index of shown) {
    const code = codes[index] ?? KEPT;
    const members = byCode.get(code);
    if (members === undefined) byCode.set(code, [index]);
    else members.push(index);
  }
  const rank = (code: number) => (code >= 0 ? code : Number.MAX_SAFE_INTEGER + code);
  const sorted = [...byCode].sort(([a], [b]) => (a === b ? 0 : rank(a) - rank(b)));
  const order = new Int32Array(shown.length + sorted.length);
  const groups: GroupRow[] = [];
  const headRows: number[] = [];
  let at = 0;
  for (const [code, members] of sorted) {
    groups.push({ kind: "group", outcome: outcomeOf(code), droppedBy: code >= 0 ? code + 1 : null, count: members.length });
    headRows.push(at);
    order[at++] = -groups.length;
    order.set(members, at);
    at += members.length;
  }
  return { order, groups, headRows, count: shown.length };
}

type RowContext = {
  readonly evaluation: Evaluation;
  readonly targets: readonly LabelSet[];
  /** Of the job: targets that are not kept have it, too. */
  readonly jobName: string;
};

/** The rows from one place to another, with what the table says of each. */
export function toRows(
  { order, groups }: RowOrder,
  { from, to }: Pick<TargetView, "from" | "to">,
  { evaluation, targets, jobName }: RowContext,
): TableRow[] {
  return [...order.subarray(from, to)].flatMap((index): readonly TableRow[] => {
    if (index < 0) return groups.slice(-index - 1, -index);
    const discovered = targets[index];
    return discovered === undefined ? [] : [toRow(index, discovered, { evaluation, jobName })];
  });
}

function toRow(index: number, discovered: LabelSet, { evaluation, jobName }: Omit<RowContext, "targets">): TargetRow {
  const { codes, run } = evaluation;
  const outcome = run(discovered);
  const labels = outcome.kind === "kept" ? { ...discovered, ...outcome.labels } : discovered;
  const code = codes[index] ?? KEPT;
  return {
    kind: "target",
    index,
    outcome: outcome.kind,
    droppedBy: code >= 0 ? code + 1 : null,
    instance: labels.instance ?? labels.__address__ ?? "",
    job: labels.job ?? jobName,
    object: objectOf(labels),
    url: outcome.kind === "kept" ? outcome.scrapeUrl : "",
    problem: outcome.kind === "error" ? { ...outcome.problem, prometheus: outcome.problem.prometheus ?? outcome.message } : null,
  };
}

const NAMESPACES = ["__meta_kubernetes_namespace", "__meta_consul_dc", "namespace"];
const NAMES = [
  "__meta_kubernetes_pod_name",
  "__meta_kubernetes_service_name",
  "__meta_kubernetes_ingress_name",
  "__meta_kubernetes_endpoints_name",
  "__meta_kubernetes_endpointslice_name",
  "__meta_kubernetes_node_name",
  "__meta_consul_service",
  "__meta_docker_container_name",
  "__meta_ec2_instance_id",
  "__meta_dns_name",
  "name",
];

function objectOf(labels: LabelSet): string {
  const first = (names: readonly string[]) => names.map((name) => labels[name]).find((value) => value !== undefined);
  return [first(NAMESPACES), first(NAMES)].filter((part) => part !== undefined).join("/");
}
