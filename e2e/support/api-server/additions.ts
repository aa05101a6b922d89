// NOT CAPTURED. The recorded clusters run neither a Pushgateway nor a Prometheus of their own, which two job templates need,
// and their namespaces were not recorded. These objects are written by hand in the form that the API server gives such objects.
import { createHash } from "node:crypto";
import type { ClusterName } from "./cluster-objects";
import type { KubeObject, ResourceName } from "./resources";

const CREATED_AT = "2026-11-22T07:51:50Z";

type Addition = {
  readonly name: string;
  readonly podName: string;
  readonly image: string;
  readonly port: number;
  readonly portName: string;
  readonly address: string;
  readonly clusterIp: string;
  readonly annotations: Record<string, string>;
};

const NETWORKS: Record<ClusterName, { pods: string; services: string }> = {
  alpha: { pods: "10.241.13", services: "10.145.200" },
  beta: { pods: "10.242.13", services: "10.146.200" },
};

function additionsOf(cluster: ClusterName): Addition[] {
  const { pods, services } = NETWORKS[cluster];
  return [
    {
      name: "pushgateway",
      podName: "pushgateway-7c9d5f6b84-h6w8d",
      image: "quay.io/prometheus/pushgateway:v1.11.1",
      port: 9091,
      portName: "http",
      address: `${pods}.91`,
      clusterIp: `${services}.91`,
      annotations: { "prometheus.io/probe": "pushgateway" },
    },
    {
      name: "prometheus",
      podName: "prometheus-0",
      image: "quay.io/prometheus/prometheus:v3.5.3",
      port: 9090,
      portName: "web",
      address: `${pods}.90`,
      clusterIp: `${services}.90`,
      annotations: {},
    },
  ];
}

/** Adds a Pushgateway and a Prometheus to namespace monitoring: Service, Pod, Endpoints and EndpointSlice each. */
export function addObjects(cluster: ClusterName, objects: Record<ResourceName, KubeObject[]>): void {
  const nodeName = `${cluster}-worker-b`;
  for (const addition of additionsOf(cluster)) {
    objects.services.push(service(addition));
    objects.pods.push(pod(addition, nodeName));
    objects.endpoints.push(endpoints(addition, nodeName));
    objects.endpointslices.push(endpointSlice(addition, nodeName));
  }
}

/** One Namespace object for each namespace that an object names. */
export function namespacesOf(objects: Record<ResourceName, KubeObject[]>): KubeObject[] {
  const names = Object.values(objects).flatMap((list) => list.map((object) => object.metadata.namespace));
  const known = [...new Set(names)].filter((name) => name !== undefined).sort();
  return known.map((name) => ({
    metadata: {
      name,
      uid: uid("namespace", name),
      resourceVersion: "4",
      creationTimestamp: CREATED_AT,
      labels: { "kubernetes.io/metadata.name": name },
    },
    spec: { finalizers: ["kubernetes"] },
    status: { phase: "Active" },
  }));
}

/** The same at every start, of the right form. */
function uid(kind: string, name: string): string {
  const hex = createHash("sha256").update(`${kind}/${name}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

function metadata(kind: string, name: string, addition: Addition, labels: Record<string, string> = {}) {
  return {
    name,
    namespace: "monitoring",
    uid: uid(kind, name),
    resourceVersion: "400",
    creationTimestamp: CREATED_AT,
    labels: { "app.kubernetes.io/name": addition.name, ...labels },
  };
}

function service(addition: Addition): KubeObject {
  return {
    metadata: { ...metadata("service", addition.name, addition), annotations: addition.annotations },
    spec: {
      ports: [{ name: addition.portName, protocol: "TCP", port: addition.port, targetPort: addition.portName }],
      selector: { "app.kubernetes.io/name": addition.name },
      clusterIP: addition.clusterIp,
      clusterIPs: [addition.clusterIp],
      type: "ClusterIP",
      sessionAffinity: "None",
      ipFamilies: ["IPv4"],
      ipFamilyPolicy: "SingleStack",
      internalTrafficPolicy: "Cluster",
    },
    status: { loadBalancer: {} },
  };
}

function pod(addition: Addition, nodeName: string): KubeObject {
  const condition = (type: string) => ({ type, status: "True", lastProbeTime: null, lastTransitionTime: CREATED_AT });
  return {
    metadata: metadata("pod", addition.podName, addition),
    spec: {
      containers: [
        {
          name: addition.name,
          image: addition.image,
          ports: [{ name: addition.portName, containerPort: addition.port, protocol: "TCP" }],
          resources: {},
          terminationMessagePath: "/dev/termination-log",
          terminationMessagePolicy: "File",
          imagePullPolicy: "IfNotPresent",
        },
      ],
      restartPolicy: "Always",
      terminationGracePeriodSeconds: 30,
      dnsPolicy: "ClusterFirst",
      nodeName,
      securityContext: {},
      schedulerName: "default-scheduler",
    },
    status: {
      phase: "Running",
      conditions: ["PodScheduled", "Initialized", "ContainersReady", "Ready"].map(condition),
      podIP: addition.address,
      podIPs: [{ ip: addition.address }],
      startTime: CREATED_AT,
      qosClass: "BestEffort",
    },
  };
}

function podReference(addition: Addition) {
  return { kind: "Pod", namespace: "monitoring", name: addition.podName, uid: uid("pod", addition.podName) };
}

function endpoints(addition: Addition, nodeName: string): KubeObject {
  return {
    metadata: metadata("endpoints", addition.name, addition, { "endpoints.kubernetes.io/managed-by": "endpoint-controller" }),
    subsets: [
      {
        addresses: [{ ip: addition.address, nodeName, targetRef: podReference(addition) }],
        ports: [{ name: addition.portName, port: addition.port, protocol: "TCP" }],
      },
    ],
  };
}

function endpointSlice(addition: Addition, nodeName: string): KubeObject {
  const labels = {
    "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
    "kubernetes.io/service-name": addition.name,
  };
  return {
    metadata: metadata("endpointslice", `${addition.name}-r3p1x`, addition, labels),
    addressType: "IPv4",
    endpoints: [
      {
        addresses: [addition.address],
        conditions: { ready: true, serving: true, terminating: false },
        targetRef: podReference(addition),
        nodeName,
      },
    ],
    ports: [{ name: addition.portName, protocol: "TCP", port: addition.port }],
  };
}
