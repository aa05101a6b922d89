import { emptyLabelSet, type LabelSet } from "@/lib/relabel/label-set";
import type { DiscoveryContext } from "./discovery-context";
import { collectPods } from "./endpoint-pods";
import { formatPort, joinHostPort } from "./join-host-port";
import type { EndpointSliceObject, ServiceObject, SliceEndpoint, SlicePort } from "./kubernetes-objects";
import { type LabelDraft, META, put, putAll, putMap, putMetadata } from "./object-labels";
import { putService } from "./service-targets";

const SERVICE_NAME = "kubernetes.io/service-name";

/** One target per endpoint, port and address, and one per port of these pods that is not among them. */
export function endpointSliceTargets(slice: EndpointSliceObject, context: DiscoveryContext): LabelSet[] {
  const service = serviceOf(slice, context);
  if (context.features.skipsSecondaryFamily && isSecondary(slice, service)) return [];
  const group = groupLabels(slice, service, context);
  const pods = collectPods(slice.namespace, context);
  const targetOf = (endpoint: SliceEndpoint, port: SlicePort, address: string) => {
    const draft = emptyLabelSet();
    put(draft, "__address__", port.port === null ? address : joinHostPort(address, formatPort(port.port)));
    putPort(draft, port);
    putEndpoint(draft, endpoint, slice, context);
    context.putNode(draft, nodeOf(endpoint, context));
    pods.putPodOf(draft, endpoint.targetRef, port.port, ({ protocol }) => protocol);
    putAll(draft, group);
    return draft;
  };
  const targets = slice.endpoints.flatMap((endpoint) =>
    slice.ports.flatMap((port) => endpoint.addresses.map((address) => targetOf(endpoint, port, address))),
  );
  return [...targets, ...pods.uncoveredPorts(group)];
}

function serviceOf(slice: EndpointSliceObject, context: DiscoveryContext): ServiceObject | undefined {
  const name = slice.labels?.[SERVICE_NAME];
  return name === undefined ? undefined : context.findService(slice.namespace, name);
}

function isSecondary({ addressType }: EndpointSliceObject, service: ServiceObject | undefined): boolean {
  return service !== undefined && service.primaryFamily !== "" && service.primaryFamily !== addressType;
}

function groupLabels(slice: EndpointSliceObject, service: ServiceObject | undefined, context: DiscoveryContext): LabelSet {
  const group = emptyLabelSet();
  put(group, `${META}namespace`, slice.namespace);
  put(group, `${META}endpointslice_name`, slice.name);
  put(group, `${META}endpointslice_address_type`, slice.addressType);
  if (context.features.annotatesEndpoints) putMetadata(group, "endpointslice", slice, context.observations);
  if (service !== undefined) putService(group, service, context.observations);
  context.putNamespace(group, slice.namespace);
  return group;
}

function putPort(draft: LabelDraft, { name, port, protocol, appProtocol }: SlicePort): void {
  put(draft, `${META}endpointslice_port_name`, name ?? "");
  put(draft, `${META}endpointslice_port_protocol`, protocol ?? "");
  put(draft, `${META}endpointslice_port`, port === null ? "" : formatPort(port));
  put(draft, `${META}endpointslice_port_app_protocol`, appProtocol ?? "");
}

function putEndpoint(draft: LabelDraft, endpoint: SliceEndpoint, slice: EndpointSliceObject, context: DiscoveryContext): void {
  const prefix = `${META}endpointslice_endpoint_`;
  put(draft, `${prefix}conditions_ready`, String(endpoint.ready ?? ""));
  put(draft, `${prefix}conditions_serving`, String(endpoint.serving ?? ""));
  put(draft, `${prefix}conditions_terminating`, String(endpoint.terminating ?? ""));
  put(draft, `${prefix}hostname`, endpoint.hostname ?? "");
  put(draft, `${META}endpointslice_address_target_kind`, endpoint.targetRef?.kind ?? "");
  put(draft, `${META}endpointslice_address_target_name`, endpoint.targetRef?.name ?? "");
  if (context.features.placesSliceEndpoints) {
    put(draft, `${prefix}node_name`, endpoint.nodeName ?? "");
    put(draft, `${prefix}zone`, endpoint.zone ?? "");
  }
  if (endpoint.topology !== null) {
    putMap(draft, "endpointslice_endpoint_topology", endpoint.topology, slice, context.observations);
  }
}

/** A reference to a node comes before the node's name here; in the role endpoints it is the other way round. */
function nodeOf({ nodeName, targetRef }: SliceEndpoint, { features }: DiscoveryContext): string | null {
  return features.resolvesNodeReferences && targetRef?.kind === "Node" ? targetRef.name : nodeName;
}
