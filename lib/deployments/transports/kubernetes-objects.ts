import "server-only";
import type { TransportOf } from "@/lib/deployments/transport-schema";
import type { ApiServerConnection } from "@/lib/kubernetes/api-client";
import {
  type ApplyOptions,
  applyNamedObject,
  FIELD_MANAGER,
  type NamedObject,
  type ObjectFailure,
  type ObjectPlace,
  readNamedObject,
} from "@/lib/kubernetes/named-object";
import { ok, type Result } from "@/lib/result";
import type { Secret } from "@/lib/secrets/secret";
import { DiskRefusal, refuse } from "./disk-problem";
import type { OwnerMarker } from "./transport";

const SERVER_ID = "promfleet/server-id";
const SERVER_NAME = "promfleet/server-name";
/** The lease under which the object was last prepared: a process that has lost its own cannot switch any more. */
const FENCE = "promfleet/fence";

/** Kubernetes refuses more in one Secret or ConfigMap. */
export const DATA_BYTES_MAX = 1024 * 1024;

/** How often a change that lost a race is made again from what is there then. */
const ATTEMPTS_MAX = 6;

/** A Secret or ConfigMap as it was read. */
export type FoundObject = {
  /** null when it is not there. */
  readonly resourceVersion: string | null;
  readonly data: ReadonlyMap<string, Buffer>;
  /** Keys that are ours. */
  readonly ownKeys: ReadonlySet<string>;
  readonly owner: OwnerMarker | null;
  readonly fence: number;
  readonly isImmutable: boolean;
};

export type Keys = ReadonlyMap<string, Buffer>;

/** The settings and the token of a connection. */
export function connectKubernetes(
  { apiServer, caPem, tlsServerName }: Pick<TransportOf<"kubernetes">, "apiServer" | "caPem" | "tlsServerName">,
  token: Secret<string> | null,
): ApiServerConnection {
  if (token === null) refuse("delivery/no-token", {});
  const tls = { caPem: caPem === "" ? null : caPem, serverName: tlsServerName === "" ? null : tlsServerName, isInsecure: false };
  return { apiServer, tls, token };
}

/** Runs an action; what it refuses becomes its result. */
export async function attempt<T>(action: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await action());
  } catch (error) {
    if (error instanceof DiskRefusal) return error.failure;
    throw error;
  }
}

const CODES: Record<ObjectFailure, string> = {
  unauthorized: "delivery/unauthorized",
  forbidden: "delivery/forbidden",
  not_found: "delivery/not-found",
  changed: "delivery/busy",
  managed: "delivery/foreign-manager",
  too_large: "delivery/refused-size",
  invalid: "delivery/invalid",
  busy: "delivery/rate-limited",
  unavailable: "delivery/unavailable",
  unreachable: "delivery/unreachable",
  not_kubernetes: "delivery/not-kubernetes",
};

/** Ends the attempt with the sentence for what an API server has answered. */
export function refuseObject(
  failure: ObjectFailure,
  { resource, namespace, name }: Pick<ObjectPlace, "namespace" | "name"> & { readonly resource: string },
  verb: string,
): never {
  refuse(CODES[failure], { resource, namespace, name, verb });
}

export async function findObject(connection: ApiServerConnection, place: ObjectPlace): Promise<FoundObject> {
  const found = await readNamedObject(connection, place);
  if (!found.ok) refuseObject(found.failure, place, "get");
  return toFound(place, found.value);
}

function toFound({ resource }: ObjectPlace, object: NamedObject | null): FoundObject {
  if (object === null) {
    return { resourceVersion: null, data: new Map(), ownKeys: new Set(), owner: null, fence: 0, isImmutable: false };
  }
  const { annotations, managedFields, resourceVersion } = object.metadata;
  const encoding = resource === "secrets" ? "base64" : "utf8";
  const data = Object.entries(object.data ?? {}).map(([key, value]) => [key, Buffer.from(value, encoding)] as const);
  const binary = Object.entries(object.binaryData ?? {}).map(([key, value]) => [key, Buffer.from(value, "base64")] as const);
  const own = managedFields.filter(({ manager, operation }) => manager === FIELD_MANAGER && operation === "Apply");
  const ownKeys = own.flatMap(({ fieldsV1 }) => Object.keys((fieldsV1["f:data"] ?? {}) as object));
  const serverId = annotations[SERVER_ID];
  return {
    resourceVersion,
    data: new Map([...data, ...binary]),
    ownKeys: new Set(ownKeys.filter((key) => key.startsWith("f:")).map((key) => key.slice(2))),
    owner: serverId === undefined ? null : { serverId, serverName: annotations[SERVER_NAME] ?? serverId },
    fence: Number(annotations[FENCE] ?? 0) || 0,
    isImmutable: object.immutable === true,
  };
}

/** F-16: two Promfleets on one object would undo each other's work. */
export function checkObjectOwner(found: FoundObject, place: ObjectPlace, { serverId }: Pick<OwnerMarker, "serverId">): void {
  const { owner } = found;
  if (owner === null || owner.serverId === serverId) return;
  const { resource, namespace, name } = place;
  refuse("delivery/foreign-owner", { resource, namespace, name, owner: owner.serverName, ownerId: owner.serverId });
}

/** Keys that are ours, with what is in them now. */
export function ownData({ data, ownKeys }: FoundObject): Map<string, Buffer> {
  return new Map([...data].filter(([key]) => ownKeys.has(key)));
}

/** F-28: the sum that Kubernetes limits, with the keys of others that stay. */
export function checkSize({ data, ownKeys }: FoundObject, place: ObjectPlace, keys: Keys, clusters: number): void {
  const foreign = [...data].filter(([key]) => !ownKeys.has(key) && !keys.has(key));
  const bytes = [...foreign, ...keys].reduce((sum, [, content]) => sum + content.length, 0);
  if (bytes <= DATA_BYTES_MAX) return;
  const { resource, namespace, name } = place;
  refuse("delivery/too-big", { resource, namespace, name, bytes, max: DATA_BYTES_MAX, clusters });
}

export type Wanted = { readonly keys: Keys; readonly fence: number };

/**
 * Reads an object, has the change decided from it, and applies that only if the object is still the same; who comes
 * first wins, and the other decides again from what is there then.
 * @param decide returns null when nothing is to be done
 */
export async function changeObject(
  connection: ApiServerConnection,
  place: ObjectPlace,
  owner: OwnerMarker,
  decide: (found: FoundObject) => Wanted | null,
  options: ApplyOptions = {},
): Promise<void> {
  for (let count = 1; count <= ATTEMPTS_MAX; count += 1) {
    const found = await findObject(connection, place);
    checkObjectOwner(found, place, owner);
    const wanted = decide(found);
    if (wanted === null || (options.isTrial !== true && isThere(found, wanted, owner))) return;
    const applied = await applyNamedObject(connection, place, bodyOf(place, found, wanted, owner), options);
    if (applied.ok) return;
    if (applied.failure !== "changed") refuseObject(applied.failure, place, found.resourceVersion === null ? "create" : "patch");
  }
  refuseObject("changed", place, "patch");
}

function isThere(found: FoundObject, { keys, fence }: Wanted, { serverId }: OwnerMarker): boolean {
  if (found.fence !== fence || found.owner?.serverId !== serverId || found.ownKeys.size !== keys.size) return false;
  return [...keys].every(([key, content]) => found.ownKeys.has(key) && found.data.get(key)?.equals(content) === true);
}

function bodyOf({ resource }: ObjectPlace, { resourceVersion }: FoundObject, { keys, fence }: Wanted, owner: OwnerMarker) {
  const encoding = resource === "secrets" ? "base64" : "utf8";
  const annotations = { [SERVER_ID]: owner.serverId, [SERVER_NAME]: owner.serverName, [FENCE]: String(fence) };
  return {
    metadata: { ...(resourceVersion === null ? {} : { resourceVersion }), annotations },
    ...(keys.size === 0 ? {} : { data: toData(keys, encoding) }),
  };
}

function toData(keys: Keys, encoding: BufferEncoding): Record<string, string> {
  return Object.fromEntries([...keys].map(([key, content]) => [key, content.toString(encoding)]));
}
