import { abort, type Exchange } from "./answer";
import { capturedPage, findExporter, type Page, page, TEXT_FORMAT } from "./exporters";
import type { ObjectStore } from "./object-store";
import { findPlantedFailure, REDIRECTED_PAGE } from "./planted-failures";
import { type KubeObject, RESOURCES, type ResourcePath } from "./resources";
import { notFound, StatusError, unreachable } from "./status";

type ProxyTarget = { readonly scheme: string; readonly name: string; readonly port: string };
type Destination = { readonly pod: KubeObject; readonly port: number; readonly scheme: string };

type PodSpec = { containers?: { ports?: { containerPort: number }[] }[] };
type Endpoints = KubeObject & { subsets?: Subset[] };
type Subset = { addresses?: { targetRef?: { kind: string; name: string; namespace: string } }[]; ports?: EndpointPort[] };
type EndpointPort = { name?: string; port: number };
type ServicePort = { name?: string; port: number };

/** Answers the proxy of nodes, pods and services as the API server does, with the pages of `exporters.ts` behind it. */
export function answerProxy(exchange: Exchange, store: ObjectStore, path: ResourcePath): void {
  const target = parseProxyTarget(path.name ?? "");
  const namespace = path.namespace ?? "";
  switch (path.resource.name) {
    case "nodes":
      sendPage(exchange, nodePage(store, target, path.proxyPath ?? ""), path);
      break;
    case "pods":
      answerPod(exchange, podDestination(exchange, store, namespace, target), path);
      break;
    case "services":
      answerPod(exchange, serviceDestination(store, namespace, target), path);
      break;
    default:
      throw new StatusError(404, "NotFound", "the server could not find the requested resource");
  }
}

/** `NAME`, `NAME:PORT` or `SCHEME:NAME:PORT`; two parts are never a scheme and a name. */
function parseProxyTarget(text: string): ProxyTarget {
  const parts = text.split(":");
  const [scheme, name, port] = parts.length === 3 ? parts : ["", parts[0], parts[1] ?? ""];
  const isValid = parts.length <= 3 && name !== "" && ["", "http", "https"].includes(scheme ?? "");
  if (!isValid) throw new StatusError(400, "BadRequest", `invalid proxy request "${text}"`);
  return { scheme: scheme || "http", name: name ?? "", port: port ?? "" };
}

function nodePage(store: ObjectStore, { name }: ProxyTarget, path: string): Page {
  if (store.get("nodes", null, name) === undefined) throw notFound(RESOURCES.nodes, name);
  if (name.endsWith("-worker-dead")) throw unreachable(`dial tcp ${name}:10250: connect: no route to host`);
  if (path === "/metrics") return capturedPage("kubelet");
  return path === "/metrics/cadvisor" ? capturedPage("cadvisor") : page(404, "404 page not found\n", TEXT_FORMAT);
}

function podDestination(exchange: Exchange, store: ObjectStore, namespace: string, target: ProxyTarget): Destination | null {
  const pod = store.get("pods", namespace, target.name);
  if (pod === undefined) throw notFound(RESOURCES.pods, target.name);
  // A real API server panics on a port name, in that one request.
  if (target.port !== "" && !/^\d+$/.test(target.port)) {
    abort(exchange);
    return null;
  }
  if (readPodIp(pod) === null) throw new StatusError(400, "BadRequest", "address not allowed");
  return { pod, scheme: target.scheme, port: target.port === "" ? firstPort(pod) : Number(target.port) };
}

function firstPort(pod: KubeObject): number {
  const ports = ((pod.spec ?? {}) as PodSpec).containers?.flatMap((container) => container.ports ?? []) ?? [];
  return ports[0]?.containerPort ?? 80;
}

function readPodIp(pod: KubeObject): string | null {
  const status = (pod.status ?? {}) as { podIP?: string };
  return status.podIP ?? null;
}

/** A random ready pod of the service, as the API server picks one anew at each request. */
function serviceDestination(store: ObjectStore, namespace: string, target: ProxyTarget): Destination {
  const service = store.get("services", namespace, target.name);
  const endpoints = store.get("endpoints", namespace, target.name) as Endpoints | undefined;
  // Only Endpoints count: a service with nothing but EndpointSlices is "not found".
  if (service === undefined || endpoints === undefined) throw notFound(RESOURCES.services, target.name);
  const ports = ((service.spec ?? {}) as { ports?: ServicePort[] }).ports ?? [];
  const portName = findServicePort(ports, target);
  const reached = (endpoints.subsets ?? []).flatMap((subset) => reachedPods(store, subset, portName, target.scheme));
  const chosen = reached[Math.floor(Math.random() * reached.length)];
  if (chosen === undefined) {
    throw new StatusError(503, "ServiceUnavailable", `no endpoints available for service "${target.name}"`);
  }
  return chosen;
}

function findServicePort(ports: readonly ServicePort[], { name, port }: ProxyTarget): string {
  if (port === "" && ports.length === 1) return ports[0]?.name ?? "";
  if (port === "") throw new StatusError(503, "ServiceUnavailable", `no endpoints available for service "${name}"`);
  const found = ports.find((each) => String(each.port) === port || each.name === port);
  if (found === undefined)
    throw new StatusError(503, "ServiceUnavailable", `no service port ${port} found for service "${name}"`);
  return found.name ?? "";
}

function reachedPods(store: ObjectStore, subset: Subset, portName: string, scheme: string): Destination[] {
  const port = (subset.ports ?? []).find((each) => (each.name ?? "") === portName)?.port;
  const references = (subset.addresses ?? [])
    .map((address) => address.targetRef)
    .filter((reference) => reference?.kind === "Pod");
  const pods = references.map((reference) => store.get("pods", reference?.namespace ?? "", reference?.name ?? ""));
  return port === undefined ? [] : pods.filter((pod) => pod !== undefined).map((pod) => ({ pod, port, scheme }));
}

function answerPod(exchange: Exchange, destination: Destination | null, path: ResourcePath): void {
  const answer = destination === null ? null : podPage(exchange, destination, path.proxyPath ?? "");
  // null: aborted already, or a program that never answers.
  if (answer !== null) sendPage(exchange, answer, path);
}

function podPage({ query }: Exchange, { pod, port, scheme }: Destination, proxyPath: string): Page | null {
  const namespace = pod.metadata.namespace ?? "";
  const failure = findPlantedFailure(namespace, pod.metadata.name);
  if (failure?.kind === "hang") return null;
  if (failure?.kind === "page")
    return failure.page.code === 302 && proxyPath === REDIRECTED_PAGE.path ? REDIRECTED_PAGE.page : failure.page;
  const exporter = failure?.exporter ?? findExporter(namespace, pod.metadata.name, port);
  if (failure?.kind === "refused" || exporter === null) {
    throw unreachable(`dial tcp ${readPodIp(pod)}:${port}: connect: connection refused`);
  }
  if (exporter.scheme === "https" && scheme === "http") {
    return page(400, "Client sent an HTTP request to an HTTPS server.\n", null);
  }
  if (exporter.scheme === "http" && scheme === "https") throw unreachable("tls: first record does not look like a TLS handshake");
  // A proxy path without anything behind it means the root of the program.
  return exporter.answer({ path: proxyPath === "" ? "/" : proxyPath, query });
}

function sendPage({ request, response }: Exchange, { code, headers, body, gzip }: Page, path: ResourcePath): void {
  const fields: Record<string, string> = { ...headers };
  if (fields.location !== undefined) fields.location = `${proxyRoot(path)}${fields.location}`;
  const takesGzip = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  if (gzip !== undefined && takesGzip) fields["content-encoding"] = "gzip";
  response.writeHead(code, fields);
  response.end(gzip !== undefined && takesGzip ? gzip : body);
}

/** Path under which the proxied program is seen: the API server rewrites redirects to it. */
function proxyRoot({ resource, namespace, name }: ResourcePath): string {
  const scope = namespace === null ? "" : `/namespaces/${namespace}`;
  return `/api/v1${scope}/${resource.name}/${name}/proxy`;
}
