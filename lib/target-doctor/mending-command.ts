import type { MetaChange } from "./find-mending";
import type { ObjectFacts } from "./schema";

/** Commands that change an object now, and what made it, so that the change lasts. */
export type MendingCommands = {
  readonly now: string;
  /** Null when nothing known made the object, or another object is changed. */
  readonly lasting: string | null;
};

/** Renders changes as kubectl commands, one per object and kind. */
export function renderMending(changes: readonly MetaChange[], facts: ObjectFacts): MendingCommands {
  const groups = new Map<string, MetaChange[]>();
  for (const change of changes) {
    const { object, kind } = change;
    const key = JSON.stringify([kind, object.kind, object.namespace, object.name]);
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  const isOwn = changes.every(({ object }) => object.kind === facts.kind && object.name === facts.name);
  return { now: [...groups.values()].map(kubectlLine).join("\n"), lasting: isOwn ? lastingLine(changes, facts) : null };
}

function kubectlLine(changes: readonly MetaChange[]): string {
  const [first] = changes;
  if (first === undefined) return "";
  const { object, kind } = first;
  const verb = kind === "annotation" ? "annotate" : "label";
  const where = object.namespace === null ? "" : ` -n ${quote(object.namespace)}`;
  const pairs = changes.map(({ key, value }) => (value === null ? quote(`${key}-`) : quote(`${key}=${value}`)));
  return `kubectl ${verb} ${object.kind} ${quote(object.name)}${where} ${pairs.join(" ")} --overwrite`;
}

/** Objects that hold a template of their pods. */
const TEMPLATE_KINDS: Readonly<Record<string, string>> = {
  Deployment: "deployment",
  DaemonSet: "daemonset",
  StatefulSet: "statefulset",
};

function lastingLine(changes: readonly MetaChange[], facts: ObjectFacts): string | null {
  const owner = ownerOf(facts);
  const kind = owner === null ? undefined : TEMPLATE_KINDS[owner.kind];
  if (owner === null || kind === undefined || facts.namespace === null) return null;
  const metadata = Object.fromEntries(
    (["annotation", "label"] as const).flatMap((what) => {
      const own = changes.filter((change) => change.kind === what);
      return own.length === 0 ? [] : [[`${what}s`, Object.fromEntries(own.map(({ key, value }) => [key, value]))]];
    }),
  );
  const patch = JSON.stringify({ spec: { template: { metadata } } });
  return `kubectl patch ${kind} ${quote(owner.name)} -n ${quote(facts.namespace)} --type merge -p ${quote(patch)}`;
}

/** The Deployment behind a ReplicaSet is known by the hash that it gave to its pods. */
function ownerOf({ controller, labels }: ObjectFacts): ObjectFacts["controller"] {
  const hash = labels["pod-template-hash"];
  if (controller?.kind !== "ReplicaSet" || hash === undefined || !controller.name.endsWith(`-${hash}`)) return controller;
  return { kind: "Deployment", name: controller.name.slice(0, -hash.length - 1) };
}

/** For a POSIX shell: names come from the cluster. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
