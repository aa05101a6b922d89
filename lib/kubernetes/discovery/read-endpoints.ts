import type {
  EndpointAddress,
  EndpointSliceObject,
  EndpointsObject,
  IngressObject,
  ObjectReference,
  SliceEndpoint,
} from "./kubernetes-objects";
import {
  booleanOrNull,
  integerIn,
  integerOrNull,
  isObject,
  listIn,
  objectIn,
  type Raw,
  textIn,
  textMapIn,
  textOrNull,
} from "./raw-fields";
import { readMetadata } from "./read-metadata";

export function readEndpoints(raw: Raw): EndpointsObject {
  return {
    ...readMetadata(raw),
    subsets: listIn(raw.subsets)
      .map(objectIn)
      .map((subset) => ({
        addresses: listIn(subset.addresses).map(readAddress),
        notReadyAddresses: listIn(subset.notReadyAddresses).map(readAddress),
        ports: listIn(subset.ports)
          .map(objectIn)
          .map(({ name, port, protocol }) => ({ name: textIn(name), port: integerIn(port), protocol: textIn(protocol) })),
      })),
  };
}

function readAddress(value: unknown): EndpointAddress {
  const { ip, hostname, nodeName, targetRef } = objectIn(value);
  return { ip: textIn(ip), hostname: textIn(hostname), nodeName: textOrNull(nodeName), targetRef: readReference(targetRef) };
}

function readReference(value: unknown): ObjectReference | null {
  if (!isObject(value)) return null;
  return { kind: textIn(value.kind), namespace: textIn(value.namespace), name: textIn(value.name) };
}

export function readEndpointSlice(raw: Raw): EndpointSliceObject {
  return {
    ...readMetadata(raw),
    addressType: textIn(raw.addressType),
    endpoints: listIn(raw.endpoints).map(readSliceEndpoint),
    ports: listIn(raw.ports)
      .map(objectIn)
      .map(({ name, port, protocol, appProtocol }) => ({
        name: textOrNull(name),
        port: integerOrNull(port),
        protocol: textOrNull(protocol),
        appProtocol: textOrNull(appProtocol),
      })),
  };
}

function readSliceEndpoint(value: unknown): SliceEndpoint {
  const endpoint = objectIn(value);
  const conditions = objectIn(endpoint.conditions);
  return {
    addresses: listIn(endpoint.addresses).map(textIn),
    ready: booleanOrNull(conditions.ready),
    serving: booleanOrNull(conditions.serving),
    terminating: booleanOrNull(conditions.terminating),
    hostname: textOrNull(endpoint.hostname),
    nodeName: textOrNull(endpoint.nodeName),
    zone: textOrNull(endpoint.zone),
    targetRef: readReference(endpoint.targetRef),
    topology: textMapIn(endpoint.deprecatedTopology),
  };
}

export function readIngress(raw: Raw): IngressObject {
  const spec = objectIn(raw.spec);
  return {
    ...readMetadata(raw),
    className: textIn(spec.ingressClassName),
    tlsHosts: listIn(spec.tls).flatMap((entry) => listIn(objectIn(entry).hosts).map(textIn)),
    rules: listIn(spec.rules)
      .map(objectIn)
      .map(({ host, http }) => ({
        host: textIn(host),
        paths: isObject(http) ? listIn(http.paths).map((path) => textIn(objectIn(path).path)) : null,
      })),
  };
}
