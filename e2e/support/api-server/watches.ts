import { type Exchange, flushHeaders } from "./answer";
import { isIn, warningHeaders } from "./lists";
import { type ObjectStore, withKind } from "./object-store";
import type { KubeObject, Resource, ResourceName, ResourcePath } from "./resources";
import { selectorFilter } from "./selectors";
import { StatusError } from "./status";

/** The API server sends a bookmark about once a minute, and ends a watch itself when no time is asked for. */
const BOOKMARK_EVERY_MS = 60_000;
const TIMEOUT_DEFAULT_SECONDS = 1_800;

/** How a watch begins. */
type Beginning =
  | { readonly kind: "initial_events"; readonly withEndBookmark: boolean }
  | { readonly kind: "after"; readonly version: number };

/** Answers a WATCH, streaming lists (sendInitialEvents) included. The stream stays open until time or the client ends it. */
export function answerWatch(exchange: Exchange, store: ObjectStore, path: ResourcePath): void {
  const { query, response } = exchange;
  const { resource, namespace } = path;
  const beginning = readBeginning(query, path);
  const matches = selectorFilter(query);
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache, private", ...warningHeaders(path) });
  flushHeaders(exchange);
  const send = (type: string, object: unknown) => response.write(`${JSON.stringify({ type, object })}\n`);
  const sendMatching = ({ type, object }: { type: string; object: KubeObject }) => {
    if (isIn(object, namespace) && matches(object)) send(type, object);
  };
  if (beginning.kind === "after" && beginning.version < store.oldestVersion) {
    const message = `too old resource version: ${beginning.version} (${store.oldestVersion})`;
    send("ERROR", new StatusError(410, "Expired", message).status);
    response.end();
    return;
  }
  for (const event of firstEvents(store, resource.name, beginning)) sendMatching(event);
  if (beginning.kind === "initial_events" && beginning.withEndBookmark) {
    send("BOOKMARK", bookmark(store, resource, { "k8s.io/initial-events-end": "true" }));
  }
  const unsubscribe = store.subscribe(resource.name, sendMatching);
  const wantsBookmarks = isTrue(query.get("allowWatchBookmarks"));
  const ticker = setInterval(() => wantsBookmarks && send("BOOKMARK", bookmark(store, resource)), BOOKMARK_EVERY_MS);
  const timeoutSeconds = Number(query.get("timeoutSeconds") ?? 0) || TIMEOUT_DEFAULT_SECONDS;
  const timer = setTimeout(() => response.end(), timeoutSeconds * 1000);
  response.once("close", () => {
    unsubscribe();
    clearTimeout(timer);
    clearInterval(ticker);
  });
}

function firstEvents(store: ObjectStore, name: ResourceName, beginning: Beginning): { type: string; object: KubeObject }[] {
  if (beginning.kind === "after") return store.changesSince(name, beginning.version);
  return store.list(name).map((object) => ({ type: "ADDED", object: withKind(name, object) }));
}

function bookmark(store: ObjectStore, { kind, apiVersion }: Resource, annotations?: Record<string, string>): unknown {
  const version = { resourceVersion: String(store.currentVersion()), creationTimestamp: null };
  return { kind, apiVersion, metadata: annotations === undefined ? version : { ...version, annotations } };
}

/** Whether a read asks to watch. */
export function isWatch(query: URLSearchParams): boolean {
  return isTrue(query.get("watch"));
}

function readBeginning(query: URLSearchParams, { resource }: ResourcePath): Beginning {
  const version = query.get("resourceVersion") ?? "";
  const match = query.get("resourceVersionMatch");
  if (query.has("sendInitialEvents")) {
    const isValid =
      match === "NotOlderThan" && (!isTrue(query.get("sendInitialEvents")) || isTrue(query.get("allowWatchBookmarks")));
    if (!isValid) {
      const reason = "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan";
      throw new StatusError(422, "Invalid", `ListOptions.meta.k8s.io "" is invalid: ${reason}`, { kind: "ListOptions" });
    }
    if (isTrue(query.get("sendInitialEvents"))) return { kind: "initial_events", withEndBookmark: true };
  } else if (match !== null) {
    const reason =
      "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided";
    throw new StatusError(422, "Invalid", `ListOptions.meta.k8s.io "" is invalid: ${reason}`, { kind: "ListOptions" });
  }
  if (version === "" || version === "0") return { kind: "initial_events", withEndBookmark: false };
  if (!/^\d+$/.test(version)) {
    throw new StatusError(400, "BadRequest", `Invalid value for resourceVersion of ${resource.name}: "${version}"`);
  }
  return { kind: "after", version: Number(version) };
}

function isTrue(text: string | null): boolean {
  return text === "true" || text === "1";
}
