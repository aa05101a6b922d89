import { emptyLabelSet, type LabelSet } from "@/lib/relabel/label-set";
import type { DiscoveryContext } from "./discovery-context";
import { formatPort, joinHostPort } from "./join-host-port";
import type { ContainerObject, NamedPort, ObjectReference, PodObject } from "./kubernetes-objects";
import { type LabelDraft, put, putAll } from "./object-labels";
import { putContainer, putContainerInit, putContainerPort, putPod } from "./pod-labels";

/** The pods behind one Endpoints or EndpointSlice object. */
export type EndpointPods = {
  /**
   * Adds the labels of the pod behind an address, and of the container that declares the port.
   * `protocolOf` says which protocol the target tells: the roles differ.
   */
  putPodOf(
    draft: LabelDraft,
    reference: ObjectReference | null,
    port: number | null,
    protocolOf: (declared: NamedPort) => string,
  ): void;
  /** Targets for the ports that pods declare and the service does not cover; Prometheus scrapes them, too. */
  uncoveredPorts(group: LabelSet): LabelSet[];
};

type SeenPod = { readonly pod: PodObject; readonly labels: LabelSet; readonly covered: Set<number> };

export function collectPods(namespace: string, context: DiscoveryContext): EndpointPods {
  const seen = new Map<PodObject, SeenPod>();
  const see = (pod: PodObject): SeenPod => {
    const known = seen.get(pod);
    if (known !== undefined) return known;
    const labels = emptyLabelSet();
    putPod(labels, pod, context.observations);
    const entry = { pod, labels, covered: new Set<number>() };
    seen.set(pod, entry);
    return entry;
  };

  return {
    putPodOf(draft, reference, port, protocolOf) {
      const pod = context.findPod(reference, namespace);
      if (pod === undefined) return;
      const { labels, covered } = see(pod);
      putAll(draft, labels);
      if (port === null) return;
      covered.add(port);
      const declaring = declarationOf(containersOf(pod, context), port);
      if (declaring === null) return;
      putContainer(draft, declaring.container);
      if (context.features.countsInitContainers) putContainerInit(draft, declaring.container);
      putContainerPort(draft, declaring.port.name, formatPort(port), protocolOf(declaring.port));
    },
    uncoveredPorts: (group) => [...seen.values()].flatMap((entry) => uncoveredPortsOf(entry, group, context)),
  };
}

function containersOf(pod: PodObject, { features }: DiscoveryContext): readonly ContainerObject[] {
  return features.countsInitContainers ? pod.containers : pod.containers.filter(({ isInit }) => !isInit);
}

/** Several containers may declare a port: the last one counts, with its first such port. */
function declarationOf(containers: readonly ContainerObject[], number: number) {
  for (const container of containers.toReversed()) {
    const port = container.ports.find((declared) => declared.port === number);
    if (port !== undefined) return { container, port };
  }
  return null;
}

function uncoveredPortsOf({ pod, labels, covered }: SeenPod, group: LabelSet, context: DiscoveryContext): LabelSet[] {
  if (pod.podIp === "" && context.features.annotatesEndpoints) return [];
  return containersOf(pod, context).flatMap((container) =>
    container.ports
      .filter(({ port }) => !covered.has(port))
      .map(({ name, port, protocol }) => {
        const draft = emptyLabelSet();
        put(draft, "__address__", joinHostPort(pod.podIp, formatPort(port)));
        putContainer(draft, container);
        if (context.features.countsInitContainers) putContainerInit(draft, container);
        putContainerPort(draft, name, formatPort(port), protocol);
        putAll(draft, labels);
        putAll(draft, group);
        return draft;
      }),
  );
}
