import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { type Exchange, readText, sendJson } from "./answer";
import {
  entriesOf,
  type FieldPath,
  fieldsOf,
  fromFieldsV1,
  keyOfPath,
  type ManagedEntry,
  readPath,
  toFieldsV1,
  writePath,
} from "./managed-fields";
import { type ObjectStore, withKind } from "./object-store";
import { type KubeObject, type Resource, type ResourcePath, WRITABLE_NAMES } from "./resources";
import { notFound, StatusError } from "./status";

/** What a real API server takes in one request, and in one Secret or ConfigMap. */
const REQUEST_BYTES_MAX = 3 * 1024 * 1024;
const DATA_BYTES_MAX = 1024 * 1024;
const KEY = /^[-._a-zA-Z0-9]{1,253}$/;

export function isWrite({ request }: Exchange, { resource, name, proxyPath }: ResourcePath): boolean {
  const isKnown = WRITABLE_NAMES.some((each) => each === resource.name);
  return isKnown && name !== null && proxyPath === null && (request.method === "PATCH" || request.method === "DELETE");
}

/** Answers server-side apply and delete of one object. */
export async function answerWrite(
  exchange: Exchange,
  store: ObjectStore,
  path: ResourcePath,
  mayCreate: () => void,
): Promise<void> {
  const text = await readText(exchange, REQUEST_BYTES_MAX);
  if (exchange.request.method === "DELETE") return answerDelete(exchange, store, path, text);
  if (exchange.request.headers["content-type"] !== "application/apply-patch+yaml") {
    throw new StatusError(415, "UnsupportedMediaType", "the body of the request was in an unknown format");
  }
  const manager = exchange.query.get("fieldManager");
  if (manager === null) throw new StatusError(422, "Invalid", "fieldManager: Required value: is required for apply patch");
  const stated = parse(text) as KubeObject;
  const { namespace } = path;
  const body = { ...stated, metadata: { ...(namespace === null ? {} : { namespace }), ...stated.metadata } };
  const before = store.get(path.resource.name, path.namespace, path.name ?? "");
  checkIdentity(path, body, before);
  if (before === undefined) mayCreate();
  const after = apply(path.resource, { before, body, manager, isForced: exchange.query.get("force") === "true" });
  checkContent(path.resource, before, after);
  const isSame = before !== undefined && isDeepStrictEqual(withoutTimes(before), withoutTimes(after));
  if (!isSame && exchange.query.get("dryRun") === null) store.put(path.resource.name, after);
  const stored = store.get(path.resource.name, path.namespace, path.name ?? "") ?? after;
  sendJson(exchange, before === undefined ? 201 : 200, withKind(path.resource.name, isSame ? before : stored));
}

function checkIdentity({ resource, namespace, name }: ResourcePath, body: KubeObject, before: KubeObject | undefined): void {
  const isRight = body.apiVersion === resource.apiVersion && body.kind === resource.kind && body.metadata.name === name;
  if (!isRight || (body.metadata.namespace ?? namespace) !== namespace) {
    throw new StatusError(400, "BadRequest", "the object does not match the request");
  }
  if (body.metadata.managedFields !== undefined) {
    throw new StatusError(400, "BadRequest", "metadata.managedFields must be nil");
  }
  const wanted = body.metadata.resourceVersion;
  if (wanted !== undefined && wanted !== before?.metadata.resourceVersion) {
    const message = `Operation cannot be fulfilled on ${resource.name} "${name}": the object has been modified; please apply your changes to the latest version and try again`;
    throw new StatusError(409, "Conflict", message, { name, kind: resource.name });
  }
}

type Application = {
  readonly before: KubeObject | undefined;
  readonly body: KubeObject;
  readonly manager: string;
  readonly isForced: boolean;
};

/** Merges what one manager states; fails when somebody else owns a field and says otherwise. */
function apply(resource: Resource, { before, body, manager, isForced }: Application): KubeObject {
  const stated = fieldsOf(body);
  const others = entriesOf(before).filter((entry) => !(entry.manager === manager && entry.operation === "Apply"));
  const conflicts = others.flatMap((entry) =>
    fromFieldsV1(entry.fieldsV1)
      .filter((path) => isStated(stated, path) && !isDeepStrictEqual(readPath(before, path), readPath(body, path)))
      .map((path) => ({ entry, path })),
  );
  if (conflicts.length > 0 && !isForced) throw conflict(resource, conflicts);
  const taken = new Set(conflicts.map(({ path }) => keyOfPath(path)));
  const left = others.flatMap((entry) => withoutPaths(entry, taken));
  const after = structuredClone(before ?? newObject(resource, body)) as KubeObject & Record<string, unknown>;
  const kept = new Set([...stated, ...left.flatMap(({ fieldsV1 }) => fromFieldsV1(fieldsV1))].map(keyOfPath));
  const owned = entriesOf(before).find((entry) => entry.manager === manager && entry.operation === "Apply");
  for (const path of owned === undefined ? [] : fromFieldsV1(owned.fieldsV1)) {
    if (!kept.has(keyOfPath(path))) writePath(after, path, undefined);
  }
  for (const path of stated) {
    const value = readPath(body, path);
    // An empty map is merged like any other: what is in it already stays.
    if (!(isEmptyMap(value) && readPath(before, path) !== undefined)) writePath(after, path, value);
  }
  after.metadata.managedFields = [...left, entryOf(resource, manager, "Apply", stated)];
  return after;
}

function isEmptyMap(value: unknown): boolean {
  return value !== null && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length === 0;
}

function isStated(stated: readonly FieldPath[], path: FieldPath): boolean {
  const key = keyOfPath(path);
  return stated.some((each) => keyOfPath(each) === key);
}

function newObject({ apiVersion, kind, name }: Resource, body: KubeObject): KubeObject {
  const { name: objectName, namespace } = body.metadata;
  const metadata = { name: objectName, ...(namespace === undefined ? {} : { namespace }), uid: randomUUID() };
  return { apiVersion, kind, metadata, ...(name === "secrets" ? { type: "Opaque" } : {}) };
}

function entryOf({ apiVersion }: Resource, manager: string, operation: "Apply" | "Update", paths: readonly FieldPath[]) {
  const time = new Date().toISOString();
  return { manager, operation, apiVersion, time, fieldsType: "FieldsV1" as const, fieldsV1: toFieldsV1(paths) };
}

function withoutPaths(entry: ManagedEntry, taken: ReadonlySet<string>): ManagedEntry[] {
  const paths = fromFieldsV1(entry.fieldsV1).filter((path) => !taken.has(keyOfPath(path)));
  return paths.length === 0 ? [] : [{ ...entry, fieldsV1: toFieldsV1(paths) }];
}

function conflict(resource: Resource, conflicts: readonly { entry: ManagedEntry; path: FieldPath }[]): StatusError {
  const causes = conflicts.map(({ entry, path }) => ({
    reason: "FieldManagerConflict",
    message: `conflict with "${entry.manager}" using ${resource.apiVersion}`,
    field: `.${path.join(".")}`,
  }));
  const message = `Apply failed with ${causes.length} conflict${causes.length === 1 ? "" : "s"}`;
  return new StatusError(409, "Conflict", message, { causes });
}

function checkContent(resource: Resource, before: KubeObject | undefined, after: KubeObject): void {
  if (resource.name !== "secrets" && resource.name !== "configmaps") return;
  const invalid = (message: string) =>
    new StatusError(422, "Invalid", `${resource.kind} "${after.metadata.name}" is invalid: ${message}`);
  const data = (after.data ?? {}) as Record<string, string>;
  const wrong = Object.keys(data).find((key) => !KEY.test(key));
  if (wrong !== undefined) throw invalid(`data[${wrong}]: Invalid value: "${wrong}"`);
  const isSecret = resource.name === "secrets";
  const bytes = Object.values(data).reduce((sum, value) => sum + Buffer.byteLength(value, isSecret ? "base64" : "utf8"), 0);
  if (bytes > DATA_BYTES_MAX) throw invalid(`data: Too long: may not be more than ${DATA_BYTES_MAX} bytes`);
  if (before?.immutable === true && !isDeepStrictEqual(before.data, after.data)) {
    throw invalid("data: Forbidden: field is immutable when `immutable` is set");
  }
}

function withoutTimes(object: KubeObject): unknown {
  const entries = entriesOf(object).map(({ time: _time, ...entry }) => entry);
  const sorted = entries.sort((a, b) => (a.manager < b.manager ? -1 : 1));
  return { ...object, metadata: { ...object.metadata, managedFields: sorted, resourceVersion: "" } };
}

function answerDelete(exchange: Exchange, store: ObjectStore, { resource, namespace, name }: ResourcePath, text: string): void {
  const found = store.get(resource.name, namespace, name ?? "");
  if (found === undefined) throw notFound(resource, name ?? "");
  const options = text === "" ? {} : (JSON.parse(text) as { preconditions?: { uid?: string; resourceVersion?: string } });
  const { uid, resourceVersion } = options.preconditions ?? {};
  const isOther =
    (uid !== undefined && uid !== found.metadata.uid) ||
    (resourceVersion !== undefined && resourceVersion !== found.metadata.resourceVersion);
  if (isOther) throw new StatusError(409, "Conflict", "the object has been modified", { name, kind: resource.name });
  store.remove(resource.name, namespace, name ?? "");
  sendJson(exchange, 200, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success" });
}

/**
 * Changes an object as somebody else would, with `kubectl edit` or a controller: the fields that change are theirs then.
 * @param change the fields to write; undefined removes one
 */
export function editAs(
  store: ObjectStore,
  resource: Resource,
  { namespace, name, manager }: { namespace: string; name: string; manager: string },
  change: readonly (readonly [path: FieldPath, value: unknown])[],
): void {
  const before = store.get(resource.name, namespace, name);
  const after = structuredClone(before ?? newObject(resource, { metadata: { name, namespace } })) as KubeObject &
    Record<string, unknown>;
  for (const [path, value] of change) writePath(after, path, value);
  const touched = new Set(change.map(([path]) => keyOfPath(path)));
  const isOwn = (entry: ManagedEntry) => entry.manager === manager && entry.operation === "Update";
  const own = entriesOf(before)
    .filter(isOwn)
    .flatMap(({ fieldsV1 }) => fromFieldsV1(fieldsV1));
  const others = entriesOf(before)
    .filter((entry) => !isOwn(entry))
    .flatMap((entry) => withoutPaths(entry, touched));
  const mine = [
    ...own.filter((path) => !touched.has(keyOfPath(path))),
    ...change.filter(([, value]) => value !== undefined).map(([path]) => path),
  ];
  after.metadata.managedFields = mine.length === 0 ? others : [...others, entryOf(resource, manager, "Update", mine)];
  store.put(resource.name, after);
}
