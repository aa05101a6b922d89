import { expect, test } from "vitest";
import { parseFleet } from "./parse-fleet";

const FLEET = `clusters:
  - name: alpha                                   # value of the cluster label
    api_server: https://10.200.1.2:6443
    ca_file: alpha/ca.crt
    tls_server_name: kubernetes.default           # optional
    token_file: alpha/token
    labels: { tier: gold, rank: 010 }
    jobs: [apiservers, nodes, { template: federation, port: 9091, name: "inner" }]
servers:
  - name: main
    url: http://127.0.0.1:9090
    directory: /etc/prometheus
    prometheus_version: 3.50
    base_config_file: base.yml
    clusters: [alpha]
`;

test("the file of the manual is read as it stands", () => {
  const parsed = parseFleet(FLEET);
  expect(parsed.ok ? parsed.value.fleet : parsed.problems).toEqual({
    clusters: [
      {
        name: "alpha",
        api_server: "https://10.200.1.2:6443",
        ca_file: "alpha/ca.crt",
        tls_server_name: "kubernetes.default",
        token_file: "alpha/token",
        labels: { tier: "gold", rank: "010" },
        jobs: [
          { template: "apiservers", parameters: {} },
          { template: "nodes", parameters: {} },
          { template: "federation", parameters: { port: 9091, name: "inner" } },
        ],
      },
    ],
    servers: [
      {
        name: "main",
        url: "http://127.0.0.1:9090",
        directory: "/etc/prometheus",
        prometheus_version: "3.50",
        base_config_file: "base.yml",
        file_layout: "single",
        clusters: ["alpha"],
      },
    ],
  });
});

test.each<[guarantee: string, from: string, to: string, expected: string]>([
  ["an unknown key at the top", "servers:", "prometheus: []\nservers:", "9:1 fleet/unknown-key"],
  ["an unknown key of a cluster", "    token_file:", "    tokenfile: x\n    token_file:", "6:5 fleet/unknown-key"],
  ["an unknown key of a server", "    url:", "    uri: x\n    url:", "11:5 fleet/unknown-key"],
  ["an unknown parameter of a job", "port: 9091", "prot: 9091", "8:55 template/unknown-parameter"],
  ["a parameter of the wrong kind", "port: 9091", 'port: "x"', "8:61 template/parameter"],
  ["an unknown template", "nodes,", "node,", "8:24 fleet/unknown-template"],
  ["an unknown template with parameters", "template: federation", "template: federate", "8:43 fleet/unknown-template"],
  ["a missing token file", "    token_file: alpha/token\n", "", "2:5 fleet/missing-key"],
  ["a name that is no DNS label", "name: alpha ", "name: Alpha ", "2:11 cluster/name"],
  ["an API server without https", "https://10", "http://10", "3:17 cluster/api-server"],
  ["a reserved label", "tier:", "job:", "7:15 cluster/label-reserved"],
  ["no CA and no choice", "    ca_file: alpha/ca.crt\n", "", "2:5 fleet/tls-choice"],
  [
    "both a CA and no verification",
    "    token_file",
    "    insecure_skip_verify: true\n    reason: lab only\n    token_file",
    "2:5 fleet/tls-choice",
  ],
  ["no verification without a reason", "ca_file: alpha/ca.crt", "insecure_skip_verify: true", "2:5 cluster/insecure-reason"],
  ["a word where a switch is wanted", "ca_file: alpha/ca.crt", "insecure_skip_verify: maybe", "4:27 fleet/wrong-kind"],
  ["a cluster that is not there", "clusters: [alpha]", "clusters: [alpha, beta]", "15:23 fleet/unknown-cluster"],
  ["a cluster named twice", "clusters: [alpha]", "clusters: [alpha, alpha]", "15:23 fleet/duplicate-name"],
  ["a relative directory", "/etc/prometheus", "etc", "12:16 server/directory"],
  ["a version that is none", "3.50", "newest", "13:25 server/prometheus-version"],
  ["a word in place of a list", "clusters: [alpha]", "clusters: alpha", "15:15 fleet/wrong-kind"],
  ["broken YAML", "jobs: [apiservers", "jobs: {apiservers", "8:82 config/yaml-indent"],
])("refused at its place: %s", (_guarantee, from, to, expected) => {
  expect(FLEET).toContain(from);
  const parsed = parseFleet(FLEET.replace(from, to));
  const [first] = parsed.ok ? [] : parsed.problems;
  expect(`${first?.range?.line}:${first?.range?.column} ${first?.code}`).toBe(expected);
});

test("a reasoned choice to skip verification is accepted", () => {
  const text = FLEET.replace("ca_file: alpha/ca.crt", 'insecure_skip_verify: true\n    reason: "lab without a CA"');
  expect(parseFleet(text).ok).toBe(true);
});

test("an empty file is no fleet", () => {
  const parsed = parseFleet("");
  expect(parsed.ok ? "" : parsed.problems[0].code).toBe("fleet/not-a-mapping");
});
