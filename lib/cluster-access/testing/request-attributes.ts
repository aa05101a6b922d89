import type { RbacRequest } from "./rbac-evaluator";

const VERB_OF_METHOD: Record<string, string> = {
  GET: "get",
  HEAD: "get",
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

/** How the API server reads a request: /api/VERSION or /apis/GROUP/VERSION, then namespace, resource, name, subresource. */
export function requestAttributes(method: string, path: string, query: string): RbacRequest {
  const verb = VERB_OF_METHOD[method] ?? method.toLowerCase();
  const found = /^\/(?:api\/v\d\w*|apis\/([^/]+)\/v\d\w*)\/(.+)$/.exec(path);
  if (found === null) return { verb, apiGroup: "", resource: "", subresource: "", namespace: "", name: "", path };
  const parts = (found[2] ?? "").split("/").map(decodeURIComponent);
  // "namespaces/NAME" alone is the namespace itself.
  const isInNamespace = parts[0] === "namespaces" && parts.length >= 3;
  const namespace = parts[0] === "namespaces" ? (parts[1] ?? "") : "";
  const [resource = "", name = "", subresource = ""] = isInNamespace ? parts.slice(2) : parts;
  return { verb: name === "" ? listVerb(verb, query) : verb, apiGroup: found[1] ?? "", resource, subresource, namespace, name };
}

function listVerb(verb: string, query: string): string {
  if (verb !== "get") return verb === "delete" ? "deletecollection" : verb;
  const watch = new URLSearchParams(query).get("watch");
  return watch === "true" || watch === "1" || watch === "" ? "watch" : "list";
}
