/** What discovery keeps of `metadata`. Null instead of an empty map: most of 150,000 pods have no annotations. */
export type ObjectMetadata = {
  readonly name: string;
  /** "" for objects of no namespace. */
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>> | null;
  readonly annotations: Readonly<Record<string, string>> | null;
};

export type NodeObject = ObjectMetadata & {
  readonly providerId: string;
  readonly addresses: readonly { readonly type: string; readonly address: string }[];
  readonly kubeletPort: number;
  readonly conditions: readonly { readonly type: string; readonly status: string }[];
};

export type ServiceObject = ObjectMetadata & {
  readonly type: string;
  readonly clusterIp: string;
  readonly externalName: string;
  readonly loadBalancerIp: string;
  readonly loadBalancerIngressIps: readonly string[];
  /** The family that a dual-stack service prefers; "" for a service of one family. */
  readonly primaryFamily: string;
  readonly ports: readonly NamedPort[];
};

export type NamedPort = { readonly name: string; readonly port: number; readonly protocol: string };

export type ContainerObject = {
  readonly name: string;
  readonly image: string;
  /** "" until the container has started. */
  readonly id: string;
  readonly isInit: boolean;
  readonly ports: readonly NamedPort[];
};

export type PodObject = ObjectMetadata & {
  readonly uid: string;
  readonly nodeName: string;
  /** "" until the pod has got its address. */
  readonly podIp: string;
  readonly hostIp: string;
  readonly phase: string;
  /** Status of the Ready condition, in small letters. */
  readonly ready: string;
  readonly controllerKind: string;
  readonly controllerName: string;
  /** Init containers come last, as in Prometheus. */
  readonly containers: readonly ContainerObject[];
};

export type ObjectReference = { readonly kind: string; readonly namespace: string; readonly name: string };

export type EndpointAddress = {
  readonly ip: string;
  readonly hostname: string;
  /** Null is not "": Prometheus looks at another field only when this one is missing. */
  readonly nodeName: string | null;
  readonly targetRef: ObjectReference | null;
};

export type EndpointSubset = {
  readonly addresses: readonly EndpointAddress[];
  readonly notReadyAddresses: readonly EndpointAddress[];
  readonly ports: readonly NamedPort[];
};

export type EndpointsObject = ObjectMetadata & { readonly subsets: readonly EndpointSubset[] };

/** Fields are null where the API leaves them open. */
export type SlicePort = {
  readonly name: string | null;
  readonly port: number | null;
  readonly protocol: string | null;
  readonly appProtocol: string | null;
};

export type SliceEndpoint = {
  readonly addresses: readonly string[];
  readonly ready: boolean | null;
  readonly serving: boolean | null;
  readonly terminating: boolean | null;
  readonly hostname: string | null;
  readonly nodeName: string | null;
  readonly zone: string | null;
  readonly targetRef: ObjectReference | null;
  readonly topology: Readonly<Record<string, string>> | null;
};

export type EndpointSliceObject = ObjectMetadata & {
  readonly addressType: string;
  readonly endpoints: readonly SliceEndpoint[];
  readonly ports: readonly SlicePort[];
};

export type IngressRule = {
  readonly host: string;
  /** Null when the rule has no `http` section, which means "/"; a section without paths means nothing. */
  readonly paths: readonly string[] | null;
};

export type IngressObject = ObjectMetadata & {
  readonly className: string;
  readonly tlsHosts: readonly string[];
  readonly rules: readonly IngressRule[];
};

export type NamespaceObject = ObjectMetadata;

/** The slim object of every resource that discovery reads. */
export type ObjectOf = {
  nodes: NodeObject;
  services: ServiceObject;
  pods: PodObject;
  endpoints: EndpointsObject;
  endpointslices: EndpointSliceObject;
  ingresses: IngressObject;
  namespaces: NamespaceObject;
};

/** Name of a resource in the API. */
export type KubernetesResource = keyof ObjectOf;

/** Objects of a cluster, slim; a resource that was not read is absent, which is not the same as empty. */
export type KubernetesObjects = { readonly [R in KubernetesResource]?: readonly ObjectOf[R][] };
