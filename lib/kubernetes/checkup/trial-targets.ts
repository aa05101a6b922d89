import "server-only";
import type { ApiServerConnection } from "@/lib/kubernetes/api-client";
import { type KubernetesResource, type ObjectOf, readObject } from "@/lib/kubernetes/discovery";
import { listSome } from "@/lib/kubernetes/list-some";
import type { TrialWay } from "./trial-ways";

const NODES = { pageSize: 5, pagesMax: 1 };
const OTHERS = { pageSize: 50, pagesMax: 4 };
const LIST_MS_MAX = 4000;
const ANNOTATION = "prometheus.io/";

/** What a list could not give: there is nothing of the kind, or the list itself was not answered. */
export type TargetGap = "no_target" | "targets_unknown" | "list_expired";
export type FoundTarget = { readonly path: string; readonly host: string | null } | { readonly gap: TargetGap };

type Annotated = { readonly annotations: Readonly<Record<string, string>> | null };
const annotation = (object: Annotated, name: string) => object.annotations?.[`${ANNOTATION}${name}`];

/** Finds one real target for a way, by a small list. */
export async function findTrialTarget(connection: ApiServerConnection, way: TrialWay): Promise<FoundTarget> {
  switch (way.kind) {
    case "apiserver":
      return { path: "/metrics", host: null };
    case "node":
    case "cadvisor":
    case "kubelet":
      return findNode(connection, way.kind);
    case "pod":
      return findPod(connection);
    case "service":
      return way.service === null ? findService(connection) : servicePage(way.service);
  }
}

/** The exporter's own page: it needs no parameters, and goes the same way. */
function servicePage({ namespace, name }: { namespace: string; name: string }): FoundTarget {
  return { path: `/api/v1/namespaces/${segment(namespace)}/services/${segment(name)}/proxy/metrics`, host: null };
}

async function findNode(connection: ApiServerConnection, kind: "node" | "cadvisor" | "kubelet"): Promise<FoundTarget> {
  const listed = await listObjectsOf(connection, "nodes", NODES, () => true);
  if ("gap" in listed) return listed;
  const isReady = (node: ObjectOf["nodes"]) => node.conditions.some(({ type, status }) => type === "Ready" && status === "True");
  const node = listed.objects.find(isReady) ?? listed.objects[0];
  if (node === undefined) return { gap: "no_target" };
  const address = node.addresses.find(({ type }) => type === "InternalIP")?.address ?? null;
  if (kind === "kubelet") return address === null ? { gap: "no_target" } : { path: "/metrics", host: address };
  const page = kind === "cadvisor" ? "/metrics/cadvisor" : "/metrics";
  return { path: `/api/v1/nodes/${segment(node.name)}/proxy${page}`, host: null };
}

async function findPod(connection: ApiServerConnection): Promise<FoundTarget> {
  const isWanted = (pod: ObjectOf["pods"]) =>
    pod.phase === "Running" && pod.podIp !== "" && annotation(pod, "scrape") === "true" && portOfPod(pod) !== null;
  const listed = await listObjectsOf(connection, "pods", OTHERS, isWanted);
  if ("gap" in listed) return listed;
  // A pod that is ready says more about the way than about itself.
  const pod = listed.objects.find(({ ready }) => ready === "true") ?? listed.objects[0];
  const port = pod === undefined ? null : portOfPod(pod);
  if (pod === undefined || port === null) return { gap: "no_target" };
  const name = `${schemeOf(pod)}:${pod.name}:${port}`;
  return { path: `/api/v1/namespaces/${segment(pod.namespace)}/pods/${segment(name)}/proxy${pageOf(pod)}`, host: null };
}

async function findService(connection: ApiServerConnection): Promise<FoundTarget> {
  const isWanted = (service: ObjectOf["services"]) =>
    annotation(service, "probe") === "pushgateway" && service.ports.length > 0 && service.type !== "ExternalName";
  const listed = await listObjectsOf(connection, "services", OTHERS, isWanted);
  if ("gap" in listed) return listed;
  const [service] = listed.objects;
  if (service === undefined) return { gap: "no_target" };
  const port = digits(annotation(service, "port")) ?? service.ports[0]?.port ?? 0;
  const name = `${schemeOf(service)}:${service.name}:${port}`;
  return {
    path: `/api/v1/namespaces/${segment(service.namespace)}/services/${segment(name)}/proxy${pageOf(service)}`,
    host: null,
  };
}

async function listObjectsOf<R extends KubernetesResource>(
  connection: ApiServerConnection,
  resource: R,
  limits: { pageSize: number; pagesMax: number },
  isWanted: (object: ObjectOf[R]) => boolean,
): Promise<{ objects: readonly ObjectOf[R][] } | { gap: TargetGap }> {
  const read = (raw: unknown) => {
    const object = readObject(resource, raw);
    return object !== null && isWanted(object) ? object : null;
  };
  const isEnough = (objects: readonly unknown[]) => objects.length > 0;
  const wanted = { resource, namespace: null };
  const listed = await listSome(connection, wanted, read, { ...limits, totalMsMax: LIST_MS_MAX, isEnough });
  if (listed.objects.length > 0 || listed.failure === null) return { objects: listed.objects };
  return { gap: listed.failure === "expired" ? "list_expired" : "targets_unknown" };
}

function portOfPod(pod: ObjectOf["pods"]): number | null {
  const declared = pod.containers.flatMap(({ ports }) => ports).find(({ protocol }) => protocol === "" || protocol === "TCP");
  return digits(annotation(pod, "port")) ?? declared?.port ?? null;
}

/** Digits only: a port name in a proxy path makes the API server panic. */
function digits(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : null;
}

function schemeOf(object: Annotated): "http" | "https" {
  return annotation(object, "scheme") === "https" ? "https" : "http";
}

/** Path and query as annotated; dot segments could climb out of the proxy's path. */
function pageOf(object: Annotated): string {
  const path = annotation(object, "path") ?? "/metrics";
  const page = path.startsWith("/") ? path : `/${path}`;
  return /(?:^|\/)\.\.(?:\/|$)|[^\x21-\x7e]|#/.test(page) ? "/metrics" : page;
}

/** A part of a path: colons stay, as kubectl writes them. */
function segment(text: string): string {
  return encodeURIComponent(text).replaceAll("%3A", ":");
}
