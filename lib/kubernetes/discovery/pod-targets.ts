import { emptyLabelSet, type LabelSet } from "@/lib/relabel/label-set";
import type { DiscoveryContext } from "./discovery-context";
import { formatPort, joinHostPort } from "./join-host-port";
import type { ContainerObject, NamedPort, PodObject } from "./kubernetes-objects";
import { META, put, putAll } from "./object-labels";
import { putContainer, putContainerInit, putContainerPort, putPod } from "./pod-labels";

/** One target per declared port, and one per container without ports; finished pods and init containers count. */
export function podTargets(pod: PodObject, context: DiscoveryContext): LabelSet[] {
  const { nodes, features } = context;
  if (pod.podIp === "") return [];
  if (features.needsNodeOfPod && nodes !== null && !nodes.has(pod.nodeName)) return [];
  const group = emptyLabelSet();
  put(group, `${META}namespace`, pod.namespace);
  putPod(group, pod, context.observations);
  context.putNode(group, pod.nodeName);
  context.putNamespace(group, pod.namespace);
  const targets: LabelSet[] = [];
  for (const container of pod.containers) {
    if (container.ports.length === 0) targets.push(containerTarget(pod, container, null, group));
    for (const port of container.ports) targets.push(containerTarget(pod, container, port, group));
  }
  return targets;
}

function containerTarget(pod: PodObject, container: ContainerObject, port: NamedPort | null, group: LabelSet): LabelSet {
  const draft = emptyLabelSet();
  const number = port === null ? "" : formatPort(port.port);
  put(draft, "__address__", port === null ? pod.podIp : joinHostPort(pod.podIp, number));
  putContainer(draft, container);
  put(draft, `${META}pod_container_id`, container.id);
  putContainerInit(draft, container);
  if (port !== null) putContainerPort(draft, port.name, number, port.protocol);
  putAll(draft, group);
  return draft;
}
