import "server-only";
import { openOutboundSession } from "@/lib/http/outbound-stream";
import { Secret } from "@/lib/secrets/secret";
import type { ApiServerConnection } from "./api-client";
import { KUBERNETES_RESOURCES, type KubernetesResource } from "./discovery";
import { type PageFailure, readListPage } from "./read-list-page";

/** Which objects of a resource are wanted, as far as the API server can choose them. */
export type SomeObjects = {
  readonly resource: KubernetesResource;
  /** Null: in every namespace. */
  readonly namespace: string | null;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
  /** From the API server's memory, in one page: quick however many objects there are, for the few that the selector leaves. */
  readonly isFromCache?: boolean;
};

export type SomeLimits = {
  readonly pageSize: number;
  readonly pagesMax: number;
  /** For the whole list. */
  readonly totalMsMax: number;
};

export type SomeListed<T> = {
  readonly objects: readonly T[];
  /** Objects looked at. */
  readonly read: number;
  /** How many there are; null when the API server did not say. */
  readonly total: number | null;
  /** False when pages were left out, by a limit or by a failure. */
  readonly isComplete: boolean;
  readonly failure: PageFailure | null;
};

const PAGE_BYTES_MAX = 64 * 1024 * 1024;

/**
 * Lists what a search needs and no more: a few pages in a short time, and what it had by then when that is over.
 *
 * @param read keeps of an object what is needed; null leaves it out
 * @param isEnough asked after each page
 */
export async function listSome<T>(
  connection: ApiServerConnection,
  wanted: SomeObjects,
  read: (raw: unknown) => T | null,
  { pageSize, pagesMax, totalMsMax, isEnough }: SomeLimits & { readonly isEnough?: (objects: readonly T[]) => boolean },
): Promise<SomeListed<T>> {
  const session = openOutboundSession({ url: connection.apiServer, tls: connection.tls });
  const signal = AbortSignal.timeout(totalMsMax);
  const objects: T[] = [];
  let looked = 0;
  const counted = (raw: unknown) => {
    looked += 1;
    return read(raw);
  };
  let next = "";
  try {
    for (let page = 0; page < pagesMax; page++) {
      const reply = await readListPage(session, {
        path: pathOf(wanted, pageSize, next),
        authorization: new Secret(`Bearer ${connection.token.reveal()}`),
        read: counted,
        signal,
        bytesMax: PAGE_BYTES_MAX,
        firstByteMsMax: totalMsMax,
        idleMsMax: totalMsMax,
      });
      if (!reply.ok) return { objects, read: looked, total: null, isComplete: false, failure: reply.failure };
      objects.push(...reply.objects);
      if (reply.next === "") return { objects, read: looked, total: looked, isComplete: true, failure: null };
      const total = reply.left === null ? null : looked + reply.left;
      const isOver = page + 1 === pagesMax || reply.next === next || isEnough?.(objects) === true;
      if (isOver) return { objects, read: looked, total, isComplete: false, failure: null };
      next = reply.next;
    }
    return { objects, read: looked, total: null, isComplete: false, failure: null };
  } finally {
    await session.close();
  }
}

function pathOf(wanted: SomeObjects, limit: number, next: string): string {
  const { resource, namespace, fieldSelector, labelSelector, isFromCache = false } = wanted;
  const { path, isNamespaced } = KUBERNETES_RESOURCES[resource];
  const scope = namespace === null || !isNamespaced ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  // With a limit, the cluster's store would be read from end to end for a selector.
  const query = new URLSearchParams(isFromCache ? { resourceVersion: "0" } : { limit: String(limit) });
  if (fieldSelector !== undefined) query.set("fieldSelector", fieldSelector);
  if (labelSelector !== undefined) query.set("labelSelector", labelSelector);
  if (next !== "") query.set("continue", next);
  return `${path}${scope}/${resource}?${query}`;
}
