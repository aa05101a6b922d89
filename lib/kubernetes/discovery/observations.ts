import { type Problem, problem } from "@/lib/result";
import type { ObjectMetadata } from "./kubernetes-objects";

export type Collision = {
  readonly label: string;
  readonly keys: readonly string[];
  readonly used: string;
  readonly owner: ObjectMetadata;
};

/** What a discovery notices on its way; the same thing on many objects is told once, with their number. */
export type Observations = {
  collision(collision: Collision): void;
  truncated(owner: ObjectMetadata): void;
  problems(): readonly Problem[];
};

// Enough to act on; a template that every pod repeats makes one entry.
const KINDS_MAX = 100;

type Seen = { readonly code: string; readonly parameters: Record<string, string | number>; count: number };

export function collectObservations(): Observations {
  const seen = new Map<string, Seen>();
  const note = (code: string, key: string, owner: ObjectMetadata, parameters: Record<string, string>) => {
    const known = seen.get(key);
    if (known !== undefined) known.count += 1;
    else if (seen.size < KINDS_MAX) seen.set(key, { code, parameters: { ...parameters, object: nameOf(owner) }, count: 1 });
  };
  return {
    collision({ label, keys, used, owner }) {
      const names = keys.join(", ");
      note("discovery/names-become-one", `${label}\n${names}`, owner, { label, names, used });
    },
    truncated: (owner) => note("discovery/endpoints-truncated", `truncated\n${nameOf(owner)}`, owner, {}),
    problems: () =>
      [...seen.values()].map(({ code, parameters, count }) =>
        problem(code, { severity: "warning", parameters: { ...parameters, count } }),
      ),
  };
}

function nameOf({ namespace, name }: ObjectMetadata): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}
