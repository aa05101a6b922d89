import { describe, expect, test } from "vitest";
import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import {
  discover,
  endpoints,
  ingress,
  type Lists,
  metadata,
  node,
  type Options,
  pod,
  rule,
  service,
  slice,
  toPod,
} from "./testing/make-objects";

describe("addresses", () => {
  test.each<[string, DiscoveryRole, Lists, (string | undefined)[], Options?]>([
    ["IPv6 of a pod is in brackets with a port", "pod", { pods: [pod({ status: { podIP: "fd00::1" } })] }, ["[fd00::1]:80"]],
    [
      "and bare without one",
      "pod",
      { pods: [pod({ status: { podIP: "fd00::1" }, spec: { containers: [{ name: "c" }] } })] },
      ["fd00::1"],
    ],
    ["a pod of the host's network is a target", "pod", { pods: [pod({ spec: { hostNetwork: true } })] }, ["10.0.0.1:80"]],
    [
      "a pod with podIPs but no podIP is none",
      "pod",
      { pods: [pod({ status: { podIP: null, podIPs: [{ ip: "10.0.0.1" }] } })] },
      [],
    ],
    [
      "ports null counts as no ports",
      "pod",
      { pods: [pod({ spec: { containers: [{ name: "c", ports: null }] } })] },
      ["10.0.0.1"],
    ],
    [
      "the same port over two protocols is two targets",
      "pod",
      {
        pods: [
          pod({
            spec: {
              containers: [
                {
                  name: "c",
                  ports: [
                    { containerPort: 53, protocol: "TCP" },
                    { containerPort: 53, protocol: "UDP" },
                  ],
                },
              ],
            },
          }),
        ],
      },
      ["10.0.0.1:53", "10.0.0.1:53"],
    ],
    [
      "the very same port twice is one",
      "pod",
      { pods: [pod({ spec: { containers: [{ name: "c", ports: [{ containerPort: 53 }, { containerPort: 53 }] }] } })] },
      ["10.0.0.1:53"],
    ],
    ["a pod without containers is none", "pod", { pods: [pod({ spec: { containers: null } })] }, []],
    [
      "an ephemeral container is none",
      "pod",
      { pods: [pod({ spec: { ephemeralContainers: [{ name: "debug", ports: [{ containerPort: 1 }] }] } })] },
      ["10.0.0.1:80"],
    ],
    ["a node without kubelet port has port 0", "node", { nodes: [node("w1")] }, ["1.1.1.1:0"]],
    [
      "an ExternalName service with ports is a target",
      "service",
      { services: [service({ type: "ExternalName", externalName: "x.y", ports: [{ port: 443 }] })] },
      ["s.n.svc:443"],
    ],
    [
      "an ingress without host has no address",
      "ingress",
      { ingresses: [ingress({ rules: [{ http: { paths: [{ path: "/" }] } }] })] },
      [undefined],
    ],
    ["an ingress with a default backend only is none", "ingress", { ingresses: [ingress({ defaultBackend: {} })] }, []],
    ["a host with a wildcard stays as it is", "ingress", { ingresses: [ingress({ rules: [rule("*.x", "/")] })] }, ["*.x"]],
    [
      "an IPv6 slice",
      "endpointslice",
      { endpointslices: [slice([{ addresses: ["fd00::2"] }], { addressType: "IPv6" })] },
      ["[fd00::2]:80"],
    ],
    [
      "an IPv6 address without port is bare",
      "endpointslice",
      { endpointslices: [slice([{ addresses: ["fd00::2"] }], { ports: [{ protocol: "TCP" }] })] },
      ["fd00::2"],
    ],
    ["endpoints null", "endpointslice", { endpointslices: [slice([], { endpoints: null })] }, []],
    ["subsets null", "endpoints", { endpoints: [{ metadata: metadata("e"), subsets: null }] }, []],
    [
      "the secondary family, before 3.11",
      "endpointslice",
      {
        endpointslices: [slice([{ addresses: ["fd00::2"] }], { addressType: "IPv6" })],
        services: [service({ ipFamilyPolicy: "PreferDualStack", ipFamilies: ["IPv4", "IPv6"] })],
      },
      ["[fd00::2]:80"],
    ],
    [
      "and none from 3.11 on",
      "endpointslice",
      {
        endpointslices: [slice([{ addresses: ["fd00::2"] }], { addressType: "IPv6" })],
        services: [service({ ipFamilyPolicy: "PreferDualStack", ipFamilies: ["IPv4", "IPv6"] })],
      },
      [],
      { version: "3.11.0" },
    ],
    [
      "a pod on a node that is not known, before 3.11",
      "pod",
      { pods: [pod()], nodes: [node("w2")] },
      ["10.0.0.1:80"],
      { attachNode: true },
    ],
    ["and none from 3.11 on", "pod", { pods: [pod()], nodes: [node("w2")] }, [], { attachNode: true, version: "3.11.0" }],
    ["a pod of another namespace is none", "pod", { pods: [pod({ metadata: { namespace: "o" } })] }, [], { namespaces: ["n"] }],
    ["nodes belong to every namespace", "node", { nodes: [node("w1")] }, ["1.1.1.1:0"], { namespaces: ["n"] }],
    [
      "ports of a pod without address, before 2.46",
      "endpoints",
      { endpoints: [endpoints([{ ip: "1.1.1.1", targetRef: toPod }], [{ port: 1 }])], pods: [pod({ status: { podIP: "" } })] },
      ["1.1.1.1:1", ":80"],
      { version: "2.45.0" },
    ],
    [
      "and none from 2.46 on",
      "endpoints",
      { endpoints: [endpoints([{ ip: "1.1.1.1", targetRef: toPod }], [{ port: 1 }])], pods: [pod({ status: { podIP: "" } })] },
      ["1.1.1.1:1"],
      { version: "2.46.0" },
    ],
    [
      "a pod in two subsets is covered by both",
      "endpoints",
      {
        endpoints: [
          {
            metadata: metadata("e"),
            subsets: [80, 81].map((port) => ({ addresses: [{ ip: "10.0.0.1", targetRef: toPod }], ports: [{ port }] })),
          },
        ],
        pods: [pod()],
      },
      ["10.0.0.1:80", "10.0.0.1:81"],
    ],
  ])("%s (%s)", (_what, role, lists, addresses, options) => {
    expect(discover(role, lists, options).targets.map(({ __address__ }) => __address__)).toEqual(addresses);
  });
});
