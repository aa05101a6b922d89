import "server-only";
import { type DiscoveryRequest, requestKey } from "@/lib/cluster-discovery/schema";
import { AppError } from "@/lib/errors";
import type { BuiltJob } from "@/lib/job-templates";
import { discoverTargets, type KubernetesObjects, type KubernetesResource, resourcesOf } from "@/lib/kubernetes/discovery";
import { type ObjectAround, readObjectAround } from "@/lib/kubernetes/read-object-around";
import type { KubernetesSdConfig } from "@/lib/prometheus/scrape-config";
import { formatPrometheusVersion, type PrometheusVersion } from "@/lib/prometheus/versions";
import type { LabelSet } from "@/lib/relabel/label-set";
import { type Problem, problem } from "@/lib/result";
import { isSeenBy } from "@/lib/target-doctor/absent-reason";
import type { ObjectFacts, ObjectName, ObjectPart, ObjectTargets } from "@/lib/target-doctor/schema";
import type { DoctorContext } from "./doctor-context";

const TARGETS_MAX = 500;

/** What discovery makes of one object, for every role that the cluster's jobs use; asks for this object's surroundings only. */
export async function findObjectTargets(context: DoctorContext, name: ObjectName): Promise<ObjectTargets> {
  const { connection, jobs, version } = context;
  const requests = requestsOf(jobs).filter(({ role }) => isSeenBy(role, name.kind));
  const own = OWN_RESOURCE[name.kind];
  const wanted = new Set([own, ...requests.flatMap((request) => resourcesOf(request.role, { version, ...request }))]);
  const around = await readObjectAround(connection, name, wanted);
  const facts = factsOf(name, around);
  return {
    facts,
    parts: requests.map((request) => partOf(request, name, around, version)),
    prometheusVersion: formatPrometheusVersion(version),
    problems: around.cut.map((resource) => problem("doctor/cut", { severity: "warning", parameters: { resource } })),
  };
}

const OWN_RESOURCE = { pod: "pods", service: "services", node: "nodes" } as const satisfies Record<
  ObjectName["kind"],
  KubernetesResource
>;

/** Each discovery of the jobs once. */
export function requestsOf(jobs: readonly BuiltJob[]): DiscoveryRequest[] {
  const all = jobs.flatMap(({ config }) => config.kubernetes_sd_configs ?? []);
  const requests = all.map((one: KubernetesSdConfig & { attach_metadata?: { node?: boolean } }): DiscoveryRequest => {
    return { role: one.role, attachNode: one.attach_metadata?.node === true };
  });
  return [...new Map(requests.map((request) => [requestKey(request), request])).values()];
}

function factsOf(name: ObjectName, { objects, selectingServices, failures }: ObjectAround): ObjectFacts {
  const resource = OWN_RESOURCE[name.kind];
  const failure = failures[resource];
  if (failure !== undefined) throw unread(resource, failure);
  const object = objects[resource]?.find((one) => one.name === name.name);
  if (object === undefined)
    throw new AppError("not_found", { problems: [problem("doctor/object-gone", { parameters: { name: name.name } })] });
  const shared = { ...name, labels: { ...object.labels }, annotations: shownAnnotations(object.annotations ?? {}) };
  return { ...shared, ...ownFacts(name, objects), services: [...selectingServices] };
}

/** Some hold whole manifests, with whatever was written into them. */
function shownAnnotations(annotations: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).filter(
      ([key, value]) => !key.startsWith("kubectl.kubernetes.io/last-applied") && value.length <= 1000,
    ),
  );
}

function ownFacts({ kind }: ObjectName, objects: KubernetesObjects): Pick<ObjectFacts, "hasIp" | "portCount" | "controller"> {
  if (kind === "node") return { hasIp: true, portCount: 1, controller: null };
  if (kind === "service") return { hasIp: true, portCount: objects.services?.[0]?.ports.length ?? 0, controller: null };
  const pod = objects.pods?.[0];
  const controller =
    pod === undefined || pod.controllerName === "" ? null : { kind: pod.controllerKind, name: pod.controllerName };
  const portCount = (pod?.containers ?? []).reduce((sum, { ports }) => sum + ports.length, 0);
  return { hasIp: (pod?.podIp ?? "") !== "", portCount, controller };
}

function partOf(request: DiscoveryRequest, name: ObjectName, around: ObjectAround, version: PrometheusVersion): ObjectPart {
  const { role, attachNode } = request;
  const failed = resourcesOf(role, { version, attachNode }).filter((resource) => around.failures[resource] !== undefined);
  if (failed.length > 0) {
    const problems = failed.map((resource) => unreadProblem(resource, around.failures[resource] ?? ""));
    return { role, attachNode, targets: [], problems };
  }
  const { targets, warnings } = discoverTargets(role, around.objects, { version, attachNode });
  const own = targets.filter((labels) => isOf(labels, name));
  const cut: Problem[] =
    own.length > TARGETS_MAX ? [problem("doctor/targets-cut", { severity: "warning", parameters: { count: own.length } })] : [];
  return {
    role,
    attachNode,
    targets: own.slice(0, TARGETS_MAX).map((labels) => ({ ...labels })),
    problems: [...warnings, ...cut],
  };
}

/** Whether a discovered target comes of the object. */
function isOf(labels: LabelSet, { kind, namespace, name }: ObjectName): boolean {
  const is = (label: string) => labels[`__meta_kubernetes_${label}`] === name;
  if (kind === "node") return is("node_name");
  if (labels.__meta_kubernetes_namespace !== namespace) return false;
  if (kind === "service") return is("service_name");
  const isTarget = (prefix: string) =>
    labels[`__meta_kubernetes_${prefix}_address_target_kind`] === "Pod" && is(`${prefix}_address_target_name`);
  return is("pod_name") || isTarget("endpoint") || isTarget("endpointslice");
}

function unread(resource: string, failure: string): AppError {
  return new AppError(failure === "forbidden" || failure === "unauthorized" ? "upstream_refused" : "upstream_unreachable", {
    problems: [unreadProblem(resource, failure)],
  });
}

const UNREAD = { forbidden: "doctor/unread-forbidden", unauthorized: "doctor/unread-unauthorized" } as const;

/** What could not be listed, and why. */
export function unreadProblem(resource: string, failure: string): Problem {
  const isRefused = failure === "forbidden" || failure === "unauthorized";
  return problem(isRefused ? UNREAD[failure] : "doctor/unread-unreachable", { parameters: { resource, failure } });
}
