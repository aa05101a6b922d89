import "server-only";
import { z } from "zod";
import { type ApiServerConnection, askApiServer } from "./api-client";

/** Objects that we write. */
const KINDS = {
  secrets: { prefix: "/api/v1", apiVersion: "v1", kind: "Secret" },
  configmaps: { prefix: "/api/v1", apiVersion: "v1", kind: "ConfigMap" },
} as const;
export type WritableResource = keyof typeof KINDS;
export type ObjectPlace = { readonly resource: WritableResource; readonly namespace: string; readonly name: string };

/** Under this name Kubernetes notes which fields are ours. */
export const FIELD_MANAGER = "promfleet";

/** A Secret or ConfigMap of 1 MiB is 1.4 MB in base64, and its managed fields come on top. */
const OBJECT_BYTES_MAX = 4 * 1024 * 1024;

/** Why an API server has not done what it was asked, in one word of a closed list. */
export type ObjectFailure =
  | "unauthorized"
  | "forbidden"
  /** The resource itself is not there, or its namespace. */
  | "not_found"
  /** Somebody has changed the object since it was read. */
  | "changed"
  /** Another field manager owns a field and says otherwise. */
  | "managed"
  | "too_large"
  | "invalid"
  | "busy"
  | "unavailable"
  | "unreachable"
  | "not_kubernetes";
type Failed = { readonly ok: false; readonly failure: ObjectFailure };
/** `value` is null when the object is not there. */
export type ObjectReading<T> = { readonly ok: true; readonly value: T | null } | Failed;

const managedFieldSchema = z.object({
  manager: z.string().default(""),
  operation: z.string().default(""),
  fieldsV1: z.record(z.string(), z.unknown()).default({}),
});

const namedObjectSchema = z.object({
  metadata: z.object({
    name: z.string(),
    resourceVersion: z.string(),
    annotations: z.record(z.string(), z.string()).default({}),
    managedFields: z.array(managedFieldSchema).default([]),
  }),
  data: z.record(z.string(), z.string()).nullish(),
  binaryData: z.record(z.string(), z.string()).nullish(),
  immutable: z.boolean().nullish(),
});
export type NamedObject = z.infer<typeof namedObjectSchema>;

function pathOf({ resource, namespace }: Omit<ObjectPlace, "name">): string {
  return `${KINDS[resource].prefix}/namespaces/${encodeURIComponent(namespace)}/${resource}`;
}

/** Reads a Secret or ConfigMap. */
export function readNamedObject(connection: ApiServerConnection, place: ObjectPlace): Promise<ObjectReading<NamedObject>> {
  return readObject(connection, `${pathOf(place)}/${encodeURIComponent(place.name)}`, namedObjectSchema);
}

/** Reads the object at a path of the API; what the schema does not name is left behind. */
export async function readObject<T>(
  connection: ApiServerConnection,
  path: string,
  schema: z.ZodType<T>,
): Promise<ObjectReading<T>> {
  const result = await askApiServer(connection, { path, responseBytesMax: OBJECT_BYTES_MAX });
  if (!result.ok) return { ok: false, failure: "unreachable" };
  // A resource that is not served answers 404 as well, but in words that are not about a name.
  if (result.status === 404) {
    return isAboutName(result.body) ? { ok: true, value: null } : { ok: false, failure: "not_found" };
  }
  if (result.status !== 200) return { ok: false, failure: failureOf(result.status, result.body) };
  const object = schema.safeParse(parseJson(result.body));
  return object.success ? { ok: true, value: object.data } : { ok: false, failure: "not_kubernetes" };
}

export type Application = {
  readonly metadata: {
    /** The object must still be this one; left out, any. */
    readonly resourceVersion?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly data?: Readonly<Record<string, string>>;
};

/** How an object is applied. */
export type ApplyOptions = {
  /** Takes fields over from other managers: only on the user's word. */
  readonly isForced?: boolean;
  /** Only asks whether it would work; nothing is written. */
  readonly isTrial?: boolean;
};

/** Server-side apply: states all fields that are ours. Those that were ours and are not stated any more go away. */
export async function applyNamedObject(
  connection: ApiServerConnection,
  place: ObjectPlace,
  { metadata, ...content }: Application,
  { isForced = false, isTrial = false }: ApplyOptions = {},
): Promise<{ readonly ok: true } | Failed> {
  const { apiVersion, kind } = KINDS[place.resource];
  const { name, namespace } = place;
  const query = new URLSearchParams({ fieldManager: FIELD_MANAGER });
  if (isForced) query.set("force", "true");
  if (isTrial) query.set("dryRun", "All");
  const result = await askApiServer(connection, {
    path: `${pathOf(place)}/${encodeURIComponent(name)}?${query}`,
    method: "PATCH",
    // JSON is YAML.
    contentType: "application/apply-patch+yaml",
    body: { apiVersion, kind, metadata: { name, namespace, ...metadata }, ...content },
    responseBytesMax: OBJECT_BYTES_MAX,
  });
  if (!result.ok) return { ok: false, failure: "unreachable" };
  return result.status < 300 ? { ok: true } : { ok: false, failure: failureOf(result.status, result.body) };
}

const FAILURES: Readonly<Record<number, ObjectFailure>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  413: "too_large",
  422: "invalid",
  429: "busy",
};

const statusSchema = z.object({
  kind: z.literal("Status"),
  reason: z.string().default(""),
  details: z
    .object({ name: z.string().default(""), causes: z.array(z.object({ reason: z.string().default("") })).default([]) })
    .default({ name: "", causes: [] }),
});

function failureOf(status: number, body: string): ObjectFailure {
  const found = statusSchema.safeParse(parseJson(body));
  if (status === 409) {
    const isManaged = found.success && found.data.details.causes.some(({ reason }) => reason === "FieldManagerConflict");
    return isManaged ? "managed" : "changed";
  }
  if (status >= 500) return "unavailable";
  return found.success ? (FAILURES[status] ?? "invalid") : (FAILURES[status] ?? "not_kubernetes");
}

function isAboutName(body: string): boolean {
  const found = statusSchema.safeParse(parseJson(body));
  return found.success && found.data.details.name !== "";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
