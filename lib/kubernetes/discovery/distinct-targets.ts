import type { LabelSet } from "@/lib/relabel/label-set";

/** Prometheus holds equal label sets once; only targets of one object can be equal. */
export function distinctTargets(targets: readonly LabelSet[]): readonly LabelSet[] {
  if (targets.length < 2) return targets;
  const atAddress = new Map<string, LabelSet[]>();
  return targets.filter((target) => {
    const address = target.__address__ ?? "";
    const others = atAddress.get(address);
    if (others === undefined) {
      atAddress.set(address, [target]);
      return true;
    }
    if (others.some((other) => areEqual(other, target))) return false;
    others.push(target);
    return true;
  });
}

function areEqual(a: LabelSet, b: LabelSet): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
