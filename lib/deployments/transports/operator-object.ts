import "server-only";
import type { TransportOf } from "@/lib/deployments/transport-schema";
import { type PrometheusObject, readPrometheusObject } from "@/lib/kubernetes/prometheus-object";
import { listWarningEvents, type WarningEvent } from "@/lib/kubernetes/warning-events";
import { type Problem, problem, type Result } from "@/lib/result";
import type { Secret } from "@/lib/secrets/secret";
import { refuse } from "./disk-problem";
import { attempt, connectKubernetes, refuseObject } from "./kubernetes-objects";

type OperatorSettings = TransportOf<"prometheus-operator">;

/** Where the Prometheus object is, and how it is asked. */
export type OperatorPlace = { readonly settings: OperatorSettings; readonly token: Secret<string> | null };

/** Where the operator mounts what spec.secrets names. */
const SECRETS_FOLDER = "/etc/prometheus/secrets/";
const EVENTS_SHOWN_MAX = 3;

/** Refuses what would keep any job from ever arriving. Asks nothing without the object's name. */
export function checkSetup(place: OperatorPlace): Promise<Result<null>> {
  return attempt(async () => {
    if (place.settings.prometheusName === "") return null;
    const found = setupProblem(await readOwnObject(place), place.settings);
    if (found !== null) refuse(found.code, found.parameters);
    return null;
  });
}

/** Why jobs may not have arrived: what the operator says of the object, and Kubernetes of its pods. */
export async function explainSilence(place: OperatorPlace): Promise<readonly Problem[]> {
  const { settings } = place;
  if (settings.prometheusName === "") return [];
  const object = await attempt(() => readOwnObject(place));
  // Who cannot read the object any more has nothing to add.
  if (!object.ok) return [];
  const connection = connectKubernetes(settings, place.token);
  const isOwn = ({ kind, name }: Pick<WarningEvent, "kind" | "name">) => isOfObject(settings.prometheusName, kind, name);
  const events = await listWarningEvents(connection, settings.namespace, isOwn);
  return [
    ...conditionProblems(object.value, settings),
    ...events.slice(0, EVENTS_SHOWN_MAX).map((each) => eventProblem(each, settings)),
  ];
}

/** A word about pods that do not run, when one that runs has proven everything. */
export async function describePods(place: OperatorPlace): Promise<readonly Problem[]> {
  if (place.settings.prometheusName === "") return [];
  const object = await attempt(() => readOwnObject(place));
  return object.ok ? podProblems(object.value, place.settings) : [];
}

async function readOwnObject({ settings, token }: OperatorPlace): Promise<PrometheusObject> {
  const object = { namespace: settings.namespace, name: settings.prometheusName };
  const found = await readPrometheusObject(connectKubernetes(settings, token), object);
  if (!found.ok) refuseObject(found.failure, { ...object, resource: "prometheuses" }, "get");
  return found.value ?? refuse("delivery/operator-object-missing", object);
}

/** The first thing in the object that keeps every job in the Secret from arriving. */
export function setupProblem({ spec }: PrometheusObject, settings: OperatorSettings): Problem | null {
  const { namespace, prometheusName: name, secretName, key, credentialsFolder } = settings;
  const { additionalScrapeConfigs: named } = spec;
  const found = (code: string, more: Record<string, string | number> = {}) =>
    problem(code, { parameters: { namespace, name, ...more } });
  if (spec.paused) return found("delivery/operator-paused");
  // Each shard gets rules of its own behind ours, and only one of them can be asked here.
  const shards = spec.shards ?? 1;
  if (shards > 1) return found("delivery/operator-sharded", { shards });
  if (named?.name !== secretName || named.key !== key) return found("delivery/operator-not-named", { secretName, key });
  const isMounted = spec.secrets.includes(secretName) || credentialsFolder !== `${SECRETS_FOLDER}${secretName}`;
  return isMounted ? null : found("delivery/operator-not-mounted", { secretName });
}

/** What the conditions of the object say against it. */
export function conditionProblems(object: PrometheusObject, settings: OperatorSettings): Problem[] {
  const parameters = placeOf(settings);
  const reconciled = object.status.conditions.find(({ type }) => type === "Reconciled");
  if (reconciled?.status === "False") {
    return [problem("delivery/operator-failed", { severity: "warning", parameters }), ...podProblems(object, settings)];
  }
  const hasLooked = reconciled?.status === "True" && reconciled.observedGeneration >= object.metadata.generation;
  const silence = hasLooked ? [] : [problem("delivery/operator-silent", { severity: "warning", parameters })];
  return [...silence, ...podProblems(object, settings)];
}

function podProblems({ status }: PrometheusObject, settings: OperatorSettings): Problem[] {
  const available = status.conditions.find(({ type }) => type === "Available")?.status;
  if (available !== "False" && available !== "Degraded") return [];
  const parameters = { ...placeOf(settings), ready: status.availableReplicas, wanted: status.replicas };
  return [problem("delivery/operator-pods", { severity: "warning", parameters })];
}

function eventProblem({ kind, name, reason, seenAt }: WarningEvent, { namespace }: OperatorSettings): Problem {
  const parameters = { kind, namespace, name, reason, at: new Date(seenAt).toISOString() };
  return problem("delivery/operator-event", { severity: "warning", parameters });
}

function placeOf({ namespace, prometheusName }: OperatorSettings) {
  return { namespace, name: prometheusName };
}

/** The object itself, the StatefulSets that the operator makes of it, and their pods. */
function isOfObject(prometheusName: string, kind: string, name: string): boolean {
  if (kind === "Prometheus") return name === prometheusName;
  const prefix = `prometheus-${prometheusName}`;
  return (
    (kind === "StatefulSet" || kind === "Pod") &&
    name.startsWith(prefix) &&
    /^(-shard-\d+)?(-\d+)?$/.test(name.slice(prefix.length))
  );
}
