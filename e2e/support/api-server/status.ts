import type { Resource } from "./resources";

/** The error body of Kubernetes. */
export type Status = {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: Record<string, never>;
  readonly status: "Failure";
  readonly message: string;
  readonly reason?: string;
  readonly details?: Record<string, unknown>;
  readonly code: number;
};

/** An answer that ends a request early. */
export class StatusError extends Error {
  readonly status: Status;

  constructor(code: number, reason: string, message: string, details?: Record<string, unknown>) {
    super(message);
    const base = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason } as const;
    this.status = details === undefined ? { ...base, code } : { ...base, details, code };
  }
}

/** As captured: the API server says no more than this about a token it does not know. */
export function unauthorized(): StatusError {
  return new StatusError(401, "Unauthorized", "Unauthorized");
}

export type Attempt = {
  readonly user: string;
  readonly verb: string;
  readonly resource: { readonly name: string; readonly group: string };
  readonly subresource: string | null;
  readonly namespace: string | null;
  readonly name: string | null;
};

/** The words of RBAC's refusal. */
export function forbidden({ user, verb, resource, subresource, namespace, name }: Attempt): StatusError {
  const what = subresource === null ? resource.name : `${resource.name}/${subresource}`;
  const where = namespace === null ? "at the cluster scope" : `in the namespace "${namespace}"`;
  const group = resource.group === "" ? "" : `.${resource.group}`;
  const subject = name === null ? `${resource.name}${group} is` : `${resource.name}${group} "${name}" is`;
  const message = `${subject} forbidden: User "${user}" cannot ${verb} resource "${what}" in API group "${resource.group}" ${where}`;
  const kind = resource.group === "" ? { kind: resource.name } : { group: resource.group, kind: resource.name };
  return new StatusError(403, "Forbidden", message, name === null ? kind : { name, ...kind });
}

export function forbiddenPath(user: string, path: string): StatusError {
  return new StatusError(403, "Forbidden", `forbidden: User "${user}" cannot get path "${path}"`, {});
}

export function notFound(resource: Resource, name: string): StatusError {
  const group = resource.group === "" ? "" : `.${resource.group}`;
  return new StatusError(404, "NotFound", `${resource.name}${group} "${name}" not found`, { name, kind: resource.name });
}

/** What the proxy says when the other side cannot be reached. */
export function unreachable(cause: string): StatusError {
  return new StatusError(503, "ServiceUnavailable", `error trying to reach service: ${cause}`);
}
