import type { Problem } from "@/lib/result";

/** Problems by the name of the field that shows them; `rest` belongs to no field of the form. */
export type PlacedProblems = { readonly byField: ReadonlyMap<string, readonly Problem[]>; readonly rest: readonly Problem[] };

/** Gives each problem to the innermost field that its path lies in: `labels.0.name` shows at `labels` when that is the field. */
export function placeProblems(problems: readonly Problem[], fields: ReadonlySet<string>): PlacedProblems {
  const byField = new Map<string, Problem[]>();
  const rest: Problem[] = [];
  for (const problem of problems) {
    const field = innermostField(problem.path, fields);
    if (field === null) rest.push(problem);
    else byField.set(field, [...(byField.get(field) ?? []), problem]);
  }
  return { byField, rest };
}

function innermostField(path: Problem["path"], fields: ReadonlySet<string>): string | null {
  for (let length = path.length; length > 0; length--) {
    const name = path.slice(0, length).join(".");
    if (fields.has(name)) return name;
  }
  return null;
}
