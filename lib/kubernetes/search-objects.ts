import "server-only";
import { z } from "zod";
import type { ObjectKind, ObjectName, ObjectSearch } from "@/lib/target-doctor/schema";
import type { ApiServerConnection } from "./api-client";
import { listSome, type SomeListed } from "./list-some";

export type ObjectMatches = Omit<SomeListed<ObjectName>, "objects"> & { readonly objects: readonly ObjectName[] };

const RESOURCE = { pod: "pods", service: "services", node: "nodes" } as const satisfies Record<ObjectKind, string>;

/** A page of 500 pods is some 3 MB: ten of them come in a few seconds, and no search waits for 150,000. */
const LIMITS = { pageSize: 500, pagesMax: 10, totalMsMax: 6000 };
const MATCHES_MAX = 200;
/** What can be the whole name of an object; only then is the API server asked for it by name. */
const WHOLE_NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

const namedSchema = z.object({ metadata: z.object({ name: z.string().max(253), namespace: z.string().max(63).optional() }) });

/**
 * Finds objects by a part of their name. An object of exactly that name is asked for by itself, so it is found however
 * large the cluster is; the rest is found among the first pages.
 */
export async function searchObjects(connection: ApiServerConnection, search: ObjectSearch): Promise<ObjectMatches> {
  const { kind, namespace } = search;
  const text = search.text.trim().toLowerCase();
  const resource = RESOURCE[kind];
  const read = (raw: unknown): ObjectName | null => {
    const named = namedSchema.safeParse(raw);
    if (!named.success || !named.data.metadata.name.includes(text)) return null;
    return { kind, namespace: named.data.metadata.namespace ?? null, name: named.data.metadata.name };
  };
  const isEnough = (found: readonly ObjectName[]) => found.length >= MATCHES_MAX;
  const [exact, listed] = await Promise.all([
    WHOLE_NAME.test(text)
      ? listSome(connection, { resource, namespace, fieldSelector: `metadata.name=${text}`, isFromCache: true }, read, LIMITS)
      : null,
    listSome(connection, { resource, namespace }, read, { ...LIMITS, isEnough }),
  ]);
  const all = new Map([...(exact?.objects ?? []), ...listed.objects].map((found) => [`${found.namespace}/${found.name}`, found]));
  const objects = [...all.values()].sort((a, b) => rank(a, text) - rank(b, text) || compare(a, b));
  return {
    ...listed,
    objects: objects.slice(0, MATCHES_MAX),
    isComplete: listed.isComplete && objects.length <= MATCHES_MAX,
  };
}

/** The very name, then names that begin so, then the rest. */
function rank({ name }: ObjectName, text: string): number {
  if (name === text) return 0;
  return name.startsWith(text) ? 1 : 2;
}

function compare(a: ObjectName, b: ObjectName): number {
  const [one, other] = [a, b].map(({ namespace, name }) => `${namespace ?? ""}/${name}`);
  return (one ?? "") < (other ?? "") ? -1 : 1;
}
