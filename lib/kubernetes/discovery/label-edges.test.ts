import { describe, expect, test } from "vitest";
import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import {
  discover,
  endpoints,
  ingress,
  type Lists,
  M,
  node,
  type Options,
  pod,
  rule,
  service,
  slice,
  toPod,
} from "./testing/make-objects";

describe("labels", () => {
  test.each<[string, DiscoveryRole, Lists, Record<string, string | undefined>, Options?]>([
    [
      "each character beyond ASCII is one underscore",
      "pod",
      { pods: [pod({ metadata: { labels: { "é😀/x": "v" } } })] },
      { [`${M}pod_label____x`]: "v", [`${M}pod_labelpresent____x`]: "true" },
    ],
    [
      "an empty value leaves only that it is there",
      "pod",
      { pods: [pod({ metadata: { annotations: { a: "" } } })] },
      { [`${M}pod_annotation_a`]: undefined, [`${M}pod_annotationpresent_a`]: "true" },
    ],
    [
      "a key may be called like a property of objects",
      "pod",
      { pods: [pod({ metadata: { labels: JSON.parse('{"__proto__":"a","constructor":"b"}') } })] },
      { [`${M}pod_label___proto__`]: "a", [`${M}pod_label_constructor`]: "b" },
    ],
    [
      "half a surrogate pair is the replacement character",
      "pod",
      { pods: [pod({ metadata: { labels: { a: "\ud800x" } } })] },
      { [`${M}pod_label_a`]: "\uFFFDx" },
    ],
    [
      "an empty condition tells nothing",
      "pod",
      { pods: [pod({ status: { conditions: [{ type: "Ready" }] } })] },
      { [`${M}pod_ready`]: undefined },
    ],
    ["without conditions it is unknown", "pod", { pods: [pod()] }, { [`${M}pod_ready`]: "unknown" }],
    [
      "a cluster IP is not told of ExternalName",
      "service",
      { services: [service({ type: "ExternalName", clusterIP: "1", externalName: "x", ports: [{ port: 1 }] })] },
      { [`${M}service_cluster_ip`]: undefined, [`${M}service_external_name`]: "x" },
    ],
    [
      "the address of a load balancer is that of the spec",
      "service",
      {
        services: [
          {
            ...service({ type: "LoadBalancer", loadBalancerIP: "2", ports: [{ port: 1 }] }),
            status: { loadBalancer: { ingress: [{ ip: "3" }] } },
          },
        ],
      },
      { [`${M}service_loadbalancer_ip`]: "2" },
    ],
    [
      "a name overridden by a container whose port has none is gone",
      "endpoints",
      {
        endpoints: [endpoints([{ ip: "10.0.0.1", targetRef: toPod }])],
        pods: [
          pod({
            spec: {
              containers: [
                { name: "a", ports: [{ name: "web", containerPort: 80 }] },
                { name: "b", ports: [{ containerPort: 80 }] },
              ],
            },
          }),
        ],
      },
      { [`${M}pod_container_name`]: "b", [`${M}pod_container_port_name`]: undefined },
    ],
    [
      "endpoints tell their own protocol",
      "endpoints",
      { endpoints: [endpoints([{ ip: "10.0.0.1", targetRef: toPod }], [{ port: 80, protocol: "UDP" }])], pods: [pod()] },
      { [`${M}pod_container_port_protocol`]: "UDP" },
    ],
    [
      "slices that of the container",
      "endpointslice",
      {
        endpointslices: [slice([{ addresses: ["10.0.0.1"], targetRef: toPod }], { ports: [{ port: 80, protocol: "UDP" }] })],
        pods: [pod()],
      },
      { [`${M}pod_container_port_protocol`]: "TCP" },
    ],
    [
      "with namespaces chosen, a pod elsewhere is not known",
      "endpoints",
      {
        endpoints: [endpoints([{ ip: "10.0.0.1", targetRef: { ...toPod, namespace: "o" } }])],
        pods: [pod({ metadata: { namespace: "o" } })],
      },
      { [`${M}pod_name`]: undefined },
      { namespaces: ["n", "o"] },
    ],
    [
      "else it is",
      "endpoints",
      {
        endpoints: [endpoints([{ ip: "10.0.0.1", targetRef: { ...toPod, namespace: "o" } }])],
        pods: [pod({ metadata: { namespace: "o" } })],
      },
      { [`${M}pod_name`]: "p" },
    ],
    [
      "a node by name comes before a reference, in endpoints",
      "endpoints",
      {
        endpoints: [endpoints([{ ip: "1.1.1.1", nodeName: "w1", targetRef: { kind: "Node", name: "w2" } }])],
        nodes: [node("w1"), node("w2")],
      },
      { [`${M}node_name`]: "w1" },
      { attachNode: true },
    ],
    [
      "after it, in slices",
      "endpointslice",
      {
        endpointslices: [slice([{ addresses: ["1.1.1.1"], nodeName: "w1", targetRef: { kind: "Node", name: "w2" } }])],
        nodes: [node("w1"), node("w2")],
      },
      { [`${M}node_name`]: "w2" },
      { attachNode: true },
    ],
    [
      "references to nodes count from 2.45 on",
      "endpoints",
      { endpoints: [endpoints([{ ip: "1.1.1.1", targetRef: { kind: "Node", name: "w2" } }])], nodes: [node("w2")] },
      { [`${M}node_name`]: undefined },
      { attachNode: true, version: "2.44.0" },
    ],
    [
      "the role node attaches nothing",
      "node",
      { nodes: [node("w1")] },
      { [`${M}node_name`]: "w1", [`${M}node_label_zone`]: "a" },
      { attachNode: true },
    ],
    [
      "labels of the namespace, from 3.6 on",
      "pod",
      { pods: [pod()], namespaces: [{ metadata: { name: "n", labels: { team: "x" } } }] },
      { [`${M}namespace_label_team`]: "x", [`${M}namespace_labelpresent_team`]: "true" },
      { attachNamespace: true, version: "3.6.0" },
    ],
    [
      "and none before",
      "pod",
      { pods: [pod()], namespaces: [{ metadata: { name: "n", labels: { team: "x" } } }] },
      { [`${M}namespace_label_team`]: undefined },
      { attachNamespace: true },
    ],
    [
      "conditions of nodes, from 3.12 on",
      "node",
      {
        nodes: [
          node("w1", {
            status: { addresses: [{ type: "Hostname", address: "h" }], conditions: [{ type: "Ready", status: "True" }] },
          }),
        ],
      },
      { [`${M}node_condition_ready`]: "true" },
      { version: "3.12.0" },
    ],
    [
      "zones of slices, from 2.52 on",
      "endpointslice",
      { endpointslices: [slice([{ addresses: ["1.1.1.1"], zone: "a", nodeName: "w" }])] },
      { [`${M}endpointslice_endpoint_zone`]: "a", [`${M}endpointslice_endpoint_node_name`]: "w" },
      { version: "2.52.0" },
    ],
    [
      "and none before",
      "endpointslice",
      { endpointslices: [slice([{ addresses: ["1.1.1.1"], zone: "a", nodeName: "w" }])] },
      { [`${M}endpointslice_endpoint_zone`]: undefined, [`${M}endpointslice_endpoint_node_name`]: undefined },
      { version: "2.51.0" },
    ],
    [
      "the old topology of slices",
      "endpointslice",
      { endpointslices: [slice([{ addresses: ["1.1.1.1"], deprecatedTopology: { "a/b": "c" } }])] },
      { [`${M}endpointslice_endpoint_topology_a_b`]: "c", [`${M}endpointslice_endpoint_topology_present_a_b`]: "true" },
    ],
    [
      "a set condition that is false",
      "endpointslice",
      { endpointslices: [slice([{ addresses: ["1.1.1.1"], conditions: { ready: false, serving: null } }])] },
      { [`${M}endpointslice_endpoint_conditions_ready`]: "false", [`${M}endpointslice_endpoint_conditions_serving`]: undefined },
    ],
  ])("%s (%s)", (_what, role, lists, labels, options) => {
    expect(discover(role, lists, options).targets[0]).toMatchObject(
      Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== undefined)),
    );
    const unwanted = Object.keys(labels).filter((name) => labels[name] === undefined);
    expect(Object.keys(discover(role, lists, options).targets[0] ?? {}).filter((name) => unwanted.includes(name))).toEqual([]);
  });

  test.each([
    ["the very host", ["a.x"], "a.x", "https"],
    ["one label for the star", ["*.x"], "a.x", "https"],
    ["not two", ["*.x"], "a.b.x", "http"],
    ["not none", ["*.x"], "x", "http"],
    ["a star only as the first label", ["a.*"], "a.x", "http"],
    ["another of several", ["b.y", "*.x"], "a.x", "https"],
    ["capitals differ", ["A.x"], "a.x", "http"],
    ["the wildcard itself", ["*.x"], "*.x", "https"],
  ])("TLS of an ingress covers %s", (_what, hosts, host, scheme) => {
    const { targets } = discover("ingress", {
      ingresses: [ingress({ tls: [{ secretName: "s" }, { hosts }], rules: [rule(host, "/")] })],
    });
    expect(targets[0]?.[`${M}ingress_scheme`]).toBe(scheme);
  });

  test("names that become one are decided in one way, and told once with their number", () => {
    const labels = { "a.b": "dot", a_b: "underscore", "a-b": "dash" };
    const pods = ["p", "q"].map((name) => pod({ metadata: { name, labels } }));
    const { targets, warnings } = discover("pod", { pods });
    expect(targets.map((target) => target[`${M}pod_label_a_b`])).toEqual(["underscore", "underscore"]);
    expect(warnings).toMatchObject([
      { code: "discovery/names-become-one", parameters: { names: "a-b, a.b, a_b", used: "a_b", object: "n/p", count: 2 } },
    ]);
  });

  test("truncated Endpoints are told", () => {
    const annotations = { "endpoints.kubernetes.io/over-capacity": "truncated" };
    const { warnings } = discover("endpoints", { endpoints: [endpoints([{ ip: "1.1.1.1" }], undefined, { annotations })] });
    expect(warnings.map(({ code }) => code)).toEqual(["discovery/endpoints-truncated"]);
  });
});
