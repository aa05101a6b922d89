import type { KubernetesResource, NamespaceObject, NodeObject, ObjectOf, ServiceObject } from "./kubernetes-objects";
import { integerIn, isObject, listIn, objectIn, type Raw, textIn } from "./raw-fields";
import { readEndpointSlice, readEndpoints, readIngress } from "./read-endpoints";
import { readMetadata } from "./read-metadata";
import { readPod } from "./read-pod";

const READERS: { readonly [R in KubernetesResource]: (raw: Raw) => ObjectOf[R] } = {
  nodes: readNode,
  services: readService,
  pods: readPod,
  endpoints: readEndpoints,
  endpointslices: readEndpointSlice,
  ingresses: readIngress,
  namespaces: readNamespace,
};

/**
 * Keeps of an object of the API what discovery uses, so that a large cluster fits into memory.
 * Missing fields are read as Go reads them, as its zero values; fields of another type count as missing.
 *
 * @returns null only for what is no object at all, or has no name; never throws
 */
export function readObject<R extends KubernetesResource>(resource: R, raw: unknown): ObjectOf[R] | null {
  if (!isObject(raw)) return null;
  const object = READERS[resource](raw);
  return object.name === "" ? null : object;
}

export function readNamespace(raw: Raw): NamespaceObject {
  return readMetadata(raw);
}

export function readNode(raw: Raw): NodeObject {
  const status = objectIn(raw.status);
  return {
    ...readMetadata(raw),
    providerId: textIn(objectIn(raw.spec).providerID),
    addresses: listIn(status.addresses).map((entry) => {
      const { type, address } = objectIn(entry);
      return { type: textIn(type), address: textIn(address) };
    }),
    kubeletPort: integerIn(objectIn(objectIn(status.daemonEndpoints).kubeletEndpoint).Port),
    conditions: listIn(status.conditions).map((entry) => {
      const condition = objectIn(entry);
      return { type: textIn(condition.type), status: textIn(condition.status) };
    }),
  };
}

export function readService(raw: Raw): ServiceObject {
  const spec = objectIn(raw.spec);
  const isDualStack = spec.ipFamilyPolicy === "PreferDualStack" || spec.ipFamilyPolicy === "RequireDualStack";
  return {
    ...readMetadata(raw),
    type: textIn(spec.type),
    clusterIp: textIn(spec.clusterIP),
    externalName: textIn(spec.externalName),
    loadBalancerIp: textIn(spec.loadBalancerIP),
    loadBalancerIngressIps: listIn(objectIn(objectIn(raw.status).loadBalancer).ingress)
      .map((entry) => textIn(objectIn(entry).ip))
      .filter((ip) => ip !== ""),
    primaryFamily: isDualStack ? textIn(listIn(spec.ipFamilies)[0]) : "",
    ports: listIn(spec.ports).map((entry) => {
      const { name, port, protocol } = objectIn(entry);
      return { name: textIn(name), port: integerIn(port), protocol: textIn(protocol) };
    }),
  };
}
