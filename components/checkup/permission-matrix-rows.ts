import type { CheckupPermission } from "@/lib/clusters/checkup-schema";

/** What is asked for in one column: "nodes/proxy", "ingresses.networking.k8s.io", "/metrics". */
export type MatrixColumn = { readonly key: string; readonly resource: string; readonly group: string; readonly place: string };
export type MatrixCell = { readonly verb: string; readonly state: CheckupPermission["state"] };
export type MatrixRow = {
  readonly job: string;
  readonly template: string;
  /** By the key of the column; empty where the job asks nothing. */
  readonly cells: Readonly<Record<string, readonly MatrixCell[]>>;
  readonly deniedCount: number;
};
export type PermissionMatrix = { readonly columns: readonly MatrixColumn[]; readonly rows: readonly MatrixRow[] };

/** Lays permissions out as a table: a row per job, a column per resource, the verbs in the cells. Columns that lack rights come first. */
export function toMatrix(permissions: readonly CheckupPermission[]): PermissionMatrix {
  const columns = new Map(permissions.map((permission) => [columnOf(permission).key, columnOf(permission)]));
  const isDenied = ({ key }: MatrixColumn) => permissions.some((one) => one.state === "denied" && columnOf(one).key === key);
  const ordered = [...columns.values()];
  return {
    columns: [...ordered.filter(isDenied), ...ordered.filter((column) => !isDenied(column))],
    rows: [...new Set(permissions.map(({ job }) => job))].map((job) => toRow(permissions.filter((one) => one.job === job))),
  };
}

function toRow(permissions: readonly CheckupPermission[]): MatrixRow {
  const cells: Record<string, MatrixCell[]> = {};
  for (const permission of permissions) {
    const { key } = columnOf(permission);
    cells[key] = [...(cells[key] ?? []), { verb: permission.verb, state: permission.state }];
  }
  const deniedCount = permissions.filter(({ state }) => state === "denied").length;
  return { job: permissions[0]?.job ?? "", template: permissions[0]?.template ?? "", cells, deniedCount };
}

function columnOf({ resource, subresource, apiGroup, namespace, name, nonResourceUrl }: CheckupPermission): MatrixColumn {
  const what = nonResourceUrl ?? `${resource}${subresource === null ? "" : `/${subresource}`}`;
  const place = [name, namespace === null ? null : `-n ${namespace}`].filter((part) => part !== null).join(" ");
  return { key: `${what} ${apiGroup} ${place}`, resource: what, group: nonResourceUrl === null ? apiGroup : "", place };
}

/** Jobs that lack a right. */
export function deniedJobs(permissions: readonly CheckupPermission[]): string[] {
  return [...new Set(permissions.filter(({ state }) => state === "denied").map(({ job }) => job))];
}
