"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { OBJECT_KINDS, type ObjectKind, type ObjectName } from "@/lib/target-doctor/schema";

/** What is looked for and at; all of it is in the URL, so that a link shows the same. */
export type DoctorPlace = {
  readonly kind: ObjectKind;
  readonly namespace: string;
  readonly text: string;
  readonly object: ObjectName | null;
};

export function useDoctorPlace(): { place: DoctorPlace; change: (next: Partial<DoctorPlace>) => void } {
  const pathname = usePathname();
  const parameters = useSearchParams();
  const place = readPlace(parameters);
  const change = (next: Partial<DoctorPlace>) => {
    const { kind, namespace, text, object } = { ...place, ...next };
    const changed = new URLSearchParams(parameters);
    const values = { kind, ns: namespace, name: text, object: object === null ? "" : `${object.namespace ?? ""}/${object.name}` };
    for (const [name, value] of Object.entries(values)) {
      if (value === "") changed.delete(name);
      else changed.set(name, value);
    }
    // Typing is no step to go back to.
    window.history.replaceState(null, "", `${pathname}?${changed}`);
  };
  return { place, change };
}

function readPlace(parameters: Pick<URLSearchParams, "get">): DoctorPlace {
  const kind = OBJECT_KINDS.find((one) => one === parameters.get("kind")) ?? "pod";
  const [namespace, name] = (parameters.get("object") ?? "").split("/");
  const object =
    name === undefined || name === "" ? null : { kind, namespace: namespace === "" ? null : (namespace ?? null), name };
  return { kind, namespace: parameters.get("ns") ?? "", text: parameters.get("name") ?? "", object };
}
