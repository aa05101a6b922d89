import { discoverTargets, takesNodeMetadata } from "@/lib/kubernetes/discovery";
import { rolesOfDump } from "@/lib/kubernetes-dump/dump-roles";
import { createDumpReader, type Dump, looksLikeDump } from "@/lib/kubernetes-dump/read-dump";
import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import type { PrometheusVersion } from "@/lib/prometheus/versions";
import { storeOf, type TargetStore } from "./target-store";

/** How the targets of a dump were made of it, and how else they could be. */
export type DumpChoice = {
  readonly roles: readonly DiscoveryRole[];
  readonly role: DiscoveryRole;
  readonly attachNode: boolean;
  readonly canAttachNode: boolean;
};

/** What people chose; null: whatever is most useful. */
export type DumpWish = { readonly role: DiscoveryRole | null; readonly attachNode: boolean };

/** A dump is read object by object, so more of it has room than of other files. */
export const DUMP_BYTES_MAX = 2_000_000_000;

/** Characters at the beginning that tell what a file is. */
const START_BYTES = 65_536;

/** Was this file written by kubectl? */
export async function isDump(blob: Blob): Promise<boolean> {
  return looksLikeDump(await blob.slice(0, START_BYTES).text());
}

export async function readDump(blob: Blob): Promise<Dump> {
  const reader = createDumpReader();
  const chunks = blob.stream().getReader();
  for (let next = await chunks.read(); !next.done; next = await chunks.read()) {
    if (reader.push(next.value)) continue;
    await chunks.cancel();
    break;
  }
  return reader.end();
}

/** The targets that Prometheus would discover from a dump. */
export function storeOfDump({ objects, problems }: Dump, wish: DumpWish, version: PrometheusVersion): TargetStore {
  const roles = rolesOfDump(objects);
  const role = roles.find((candidate) => candidate === wish.role) ?? roles[0];
  const unreadCount = problems.some(({ severity }) => severity === "error") ? 1 : 0;
  if (role === undefined) return storeOf({ targets: [], problems, unreadCount });
  const canAttachNode = objects.nodes !== undefined && takesNodeMetadata(role);
  const attachNode = canAttachNode && wish.attachNode;
  const { targets, warnings } = discoverTargets(role, objects, { version, attachNode });
  const store = storeOf({ targets, problems: [...problems, ...warnings], unreadCount });
  return { ...store, dump: { roles, role, attachNode, canAttachNode } };
}
