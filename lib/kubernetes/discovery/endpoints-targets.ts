import { emptyLabelSet, type LabelSet } from "@/lib/relabel/label-set";
import type { DiscoveryContext } from "./discovery-context";
import { collectPods } from "./endpoint-pods";
import { formatPort, joinHostPort } from "./join-host-port";
import type { EndpointAddress, EndpointsObject, NamedPort } from "./kubernetes-objects";
import { type LabelDraft, META, put, putAll, putMap, putMetadata } from "./object-labels";
import { putService } from "./service-targets";

/** One target per address and port, ready or not, and one per port of these pods that is not among them. */
export function endpointsTargets(endpoints: EndpointsObject, context: DiscoveryContext): LabelSet[] {
  const group = groupLabels(endpoints, context);
  const pods = collectPods(endpoints.namespace, context);
  const targetOf = (address: EndpointAddress, port: NamedPort, ready: "true" | "false") => {
    const draft = emptyLabelSet();
    putAddress(draft, address, port, ready);
    context.putNode(draft, nodeOf(address, context));
    pods.putPodOf(draft, address.targetRef, port.port, () => port.protocol);
    putAll(draft, group);
    return draft;
  };
  const targets = endpoints.subsets.flatMap(({ ports, addresses, notReadyAddresses }) =>
    ports.flatMap((port) => [
      ...addresses.map((address) => targetOf(address, port, "true")),
      ...notReadyAddresses.map((address) => targetOf(address, port, "false")),
    ]),
  );
  if (endpoints.annotations?.["endpoints.kubernetes.io/over-capacity"] === "truncated") context.observations.truncated(endpoints);
  return [...targets, ...pods.uncoveredPorts(group)];
}

function groupLabels(endpoints: EndpointsObject, context: DiscoveryContext): LabelSet {
  const { features, observations } = context;
  const group = emptyLabelSet();
  put(group, `${META}namespace`, endpoints.namespace);
  put(group, `${META}endpoints_name`, endpoints.name);
  if (features.annotatesEndpoints) putMetadata(group, "endpoints", endpoints, observations);
  else if (endpoints.labels !== null) putMap(group, "endpoints_label", endpoints.labels, endpoints, observations);
  const service = context.findService(endpoints.namespace, endpoints.name);
  if (service !== undefined) putService(group, service, observations);
  context.putNamespace(group, endpoints.namespace);
  return group;
}

function putAddress(draft: LabelDraft, address: EndpointAddress, port: NamedPort, ready: "true" | "false"): void {
  put(draft, "__address__", joinHostPort(address.ip, formatPort(port.port)));
  put(draft, `${META}endpoint_port_name`, port.name);
  put(draft, `${META}endpoint_port_protocol`, port.protocol);
  put(draft, `${META}endpoint_ready`, ready);
  put(draft, `${META}endpoint_address_target_kind`, address.targetRef?.kind ?? "");
  put(draft, `${META}endpoint_address_target_name`, address.targetRef?.name ?? "");
  put(draft, `${META}endpoint_node_name`, address.nodeName ?? "");
  put(draft, `${META}endpoint_hostname`, address.hostname);
}

function nodeOf({ nodeName, targetRef }: EndpointAddress, { features }: DiscoveryContext): string | null {
  if (nodeName !== null) return nodeName;
  return features.resolvesNodeReferences && targetRef?.kind === "Node" ? targetRef.name : null;
}
