import { type Exchange, sendJson } from "./answer";
import { type ObjectStore, withKind } from "./object-store";
import type { KubeObject, ResourcePath } from "./resources";
import { selectorFilter } from "./selectors";
import { notFound, StatusError } from "./status";

/** Answers GET of one object and LIST, in pages when `limit` asks for them. */
export function answerRead(exchange: Exchange, store: ObjectStore, path: ResourcePath): void {
  const { resource, namespace, name } = path;
  const headers = warningHeaders(path);
  if (name !== null) {
    const object = store.get(resource.name, namespace, name);
    if (object === undefined) throw notFound(resource, name);
    sendJson(exchange, 200, withKind(resource.name, object), headers);
    return;
  }
  const { query } = exchange;
  const fits = selectorFilter(query);
  const all = store.list(resource.name).filter((object) => isIn(object, namespace) && fits(object));
  const { start, version } = readContinue(query.get("continue"), String(store.currentVersion()));
  const limit = Number(query.get("limit") ?? 0);
  // From the watch cache (resourceVersion=0) the API server answers the whole list whatever the limit.
  const size = limit > 0 && query.get("resourceVersion") !== "0" ? limit : all.length;
  const items = all.slice(start, start + size);
  const left = all.length - start - items.length;
  const next = Buffer.from(JSON.stringify({ start: start + items.length, version })).toString("base64url");
  const metadata = { resourceVersion: version, ...(left > 0 ? { continue: next, remainingItemCount: left } : {}) };
  sendJson(exchange, 200, { kind: `${resource.kind}List`, apiVersion: resource.apiVersion, metadata, items }, headers);
}

export function isIn(object: KubeObject, namespace: string | null): boolean {
  return namespace === null || object.metadata.namespace === namespace;
}

export function warningHeaders({ resource }: ResourcePath): Record<string, string> {
  return resource.warning === undefined ? {} : { warning: `299 - "${resource.warning}"` };
}

function readContinue(token: string | null, current: string): { start: number; version: string } {
  if (token === null || token === "") return { start: 0, version: current };
  try {
    const { start, version } = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    if (typeof start === "number" && typeof version === "string") return { start, version };
  } catch {
    // Falls through to the refusal: a token that is not ours.
  }
  throw new StatusError(400, "BadRequest", "continue key is not valid: illegal base64 data");
}
