import "server-only";
import { z } from "zod";
import type { ObjectName } from "@/lib/target-doctor/schema";
import type { ApiServerConnection } from "./api-client";
import { type KubernetesObjects, type KubernetesResource, type ObjectOf, readObject } from "./discovery";
import { listSome, type SomeObjects } from "./list-some";
import type { PageFailure } from "./read-list-page";

/** An object and those that discovery looks at together with it, slim. */
export type ObjectAround = {
  readonly objects: KubernetesObjects;
  /** Services whose selector takes the searched pod. */
  readonly selectingServices: readonly string[];
  /** Resources that could not be read. */
  readonly failures: Readonly<Partial<Record<KubernetesResource, PageFailure>>>;
  /** Resources of which only a part was read. */
  readonly cut: readonly KubernetesResource[];
};

/** One namespace, or the pods of one service, at most. */
const LIMITS = { pageSize: 500, pagesMax: 4, totalMsMax: 10_000 };

const selectorSchema = z.object({ spec: z.object({ selector: z.record(z.string(), z.string()) }) });
type Selector = Readonly<Record<string, string>>;
type WithSelector = { readonly service: ObjectOf["services"]; readonly selector: Selector | null };

/** Reads an object and what belongs to it: as few lists as the wanted resources allow, none of the whole cluster. */
export async function readObjectAround(
  connection: ApiServerConnection,
  name: ObjectName,
  wanted: ReadonlySet<KubernetesResource>,
): Promise<ObjectAround> {
  const failures: Partial<Record<KubernetesResource, PageFailure>> = {};
  const cut: KubernetesResource[] = [];
  const list = async <T>(some: SomeObjects | null, read: (raw: unknown) => T | null): Promise<readonly T[] | undefined> => {
    if (some === null) return undefined;
    const listed = await listSome(connection, some, read, LIMITS);
    if (listed.failure !== null) failures[some.resource] = listed.failure;
    else if (!listed.isComplete) cut.push(some.resource);
    return listed.failure === null ? listed.objects : undefined;
  };
  const slim = <R extends KubernetesResource>(resource: R, some: Omit<SomeObjects, "resource"> | null) =>
    list(some === null ? null : { resource, ...some }, (raw) => readObject(resource, raw));
  const places = placesOf(name, wanted);
  const services = await list(places.services === null ? null : { resource: "services", ...places.services }, readService);
  const [pods, endpoints, endpointslices] = await Promise.all([
    slim("pods", name.kind === "service" ? podsOf(name, services, wanted) : places.pods),
    slim("endpoints", places.endpoints),
    slim("endpointslices", places.endpointslices),
  ]);
  const nodes = await slim("nodes", nodesOf(name, pods, wanted));
  const [pod] = pods ?? [];
  const objects = { services: services?.map(({ service }) => service), pods, endpoints, endpointslices, nodes };
  return {
    // Nothing to ask for is an empty list; what could not be read is absent.
    objects: Object.fromEntries(
      Object.entries(objects).flatMap(([resource, found]) => (resource in failures ? [] : [[resource, found ?? []]])),
    ),
    selectingServices:
      name.kind === "pod" && pod !== undefined
        ? (services ?? []).filter(({ selector }) => takes(selector, pod.labels ?? {})).map(({ service }) => service.name)
        : [],
    failures,
    cut,
  };
}

type Place = Omit<SomeObjects, "resource">;

/** Where the objects around are; null for what is not wanted. */
function placesOf({ kind, namespace, name }: ObjectName, wanted: ReadonlySet<KubernetesResource>) {
  const byName = { namespace, fieldSelector: `metadata.name=${name}` };
  const inNamespace = { namespace };
  const isPod = kind === "pod";
  const place = (resource: KubernetesResource, ofPod: Place, ofService: Place): Place | null =>
    kind === "node" || !wanted.has(resource) ? null : isPod ? ofPod : ofService;
  return {
    services: place("services", inNamespace, byName),
    pods: place("pods", byName, inNamespace),
    endpoints: place("endpoints", inNamespace, byName),
    endpointslices: place("endpointslices", inNamespace, { namespace, labelSelector: `kubernetes.io/service-name=${name}` }),
  };
}

/** The pods that a service's selector takes; none for a service without one. */
function podsOf(
  { namespace }: ObjectName,
  services: readonly WithSelector[] | undefined,
  wanted: ReadonlySet<KubernetesResource>,
): Place | null {
  const selector = Object.entries(services?.[0]?.selector ?? {});
  if (!wanted.has("pods") || selector.length === 0) return null;
  return { namespace, labelSelector: selector.map(([key, value]) => `${key}=${value}`).join(",") };
}

/** The searched node, or the one on which the searched pod runs. */
function nodesOf(
  { kind, name }: ObjectName,
  pods: readonly ObjectOf["pods"][] | undefined,
  wanted: ReadonlySet<KubernetesResource>,
): Place | null {
  if (!wanted.has("nodes")) return null;
  if (kind === "node") return { namespace: null, fieldSelector: `metadata.name=${name}` };
  const [pod] = pods ?? [];
  return kind === "pod" && pod !== undefined && pod.nodeName !== ""
    ? { namespace: null, fieldSelector: `metadata.name=${pod.nodeName}` }
    : null;
}

function readService(raw: unknown): WithSelector | null {
  const service = readObject("services", raw);
  const selector = selectorSchema.safeParse(raw);
  return service === null ? null : { service, selector: selector.success ? selector.data.spec.selector : null };
}

function takes(selector: Selector | null, labels: Readonly<Record<string, string>>): boolean {
  const pairs = Object.entries(selector ?? {});
  return pairs.length > 0 && pairs.every(([key, value]) => labels[key] === value);
}
