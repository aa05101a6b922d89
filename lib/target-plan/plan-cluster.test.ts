import { expect, test } from "vitest";
import type { LabelSet } from "@/lib/relabel/label-set";
import { assemblePlan, type PlannedCluster, pageOfChanges } from "./assemble-plan";
import { compareReported } from "./compare-reported";
import { readForecast, writeForecast } from "./forecast-lines";
import { listClusterChanges, planCluster, planKeptCluster, readClusterChange } from "./plan-cluster";
import { type CutConfig, cutConfig, type JobPlace } from "./plan-job";

const VERSION = { major: 3, minor: 5, patch: 3 };

const PODS: LabelSet[] = ["a", "b", "c", "d"].map((name, index) => ({
  __address__: `10.0.0.${index}:80`,
  __meta_kubernetes_pod_name: name,
  __meta_kubernetes_namespace: index < 2 ? "shop" : "kube-system",
}));
const NODES: LabelSet[] = [{ __address__: "10.1.0.1:10250", instance: "n1" }];
const DISCOVERED = new Map([
  ["pod", PODS],
  ["node", NODES],
]);

type Job = { readonly name: string; readonly role?: string; readonly fields?: string; readonly rules?: readonly string[] };

/** A config as the renderer writes it: our jobs after the user's own. */
function config(jobs: readonly Job[], global = "", cluster = "alpha"): CutConfig {
  const lines = [...global.split("\n").filter(Boolean), "scrape_configs:", "  - job_name: own", "    static_configs: []"];
  const places: JobPlace[] = [
    { jobName: "own", cluster: null, template: null, firstLine: lines.length - 1, lastLine: lines.length },
  ];
  for (const { name, role = "pod", fields = "", rules = [] } of jobs) {
    const firstLine = lines.length + 1;
    lines.push(`  - job_name: ${cluster}/${name}`, ...(fields === "" ? [] : [`    ${fields}`]), "    kubernetes_sd_configs:");
    lines.push(`      - role: ${role}`, "        api_server: https://api.example:6443/k8s");
    lines.push("    relabel_configs:", "      - { target_label: cluster, replacement: alpha }");
    lines.push(...rules.map((rule) => `      - { ${rule} }`));
    places.push({ jobName: `${cluster}/${name}`, cluster, template: name, firstLine, lastLine: lines.length });
  }
  return cutConfig(`${lines.join("\n")}\n`, places, VERSION);
}

function finish<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

function plan(before: CutConfig | null, after: CutConfig): PlannedCluster[] {
  return listClusterChanges(before, after).map((change) => {
    const planned = finish(planCluster(readClusterChange(change, before, after), DISCOVERED));
    return { ...change, sight: "live", takenAt: new Date(0), problems: [], ...planned };
  });
}

const FRAME = { digest: "d", prometheusVersion: "3.5.3", madeAt: new Date(0).toISOString(), lossPercentMax: 20, notForeseen: [] };

/** Every target of the plan in a line. */
function told(clusters: readonly PlannedCluster[]): string[] {
  return (["added", "lost", "changed"] as const).flatMap((change) =>
    pageOfChanges(clusters, { change, offset: 0 }).targets.map(({ before, after, loss }) => {
      const name = (target: typeof before) => target?.labels.instance ?? "-";
      const rule = loss?.reason === "rule" ? ` ${loss.rule} ${loss.action}: ${loss.text}` : "";
      return [change, name(before), name(after), ...(loss === null ? [] : [`${loss.reason}${rule}`])].join(" ");
    }),
  );
}

const DROP_SYSTEM = "source_labels: [__meta_kubernetes_namespace], regex: kube-system, action: drop";
const ALL = PODS.map(({ __address__ }) => __address__);

test.each<[string, Job[] | null, Job[], string[]]>([
  ["nothing changes", [{ name: "pods" }], [{ name: "pods" }], []],
  ["a first job adds its targets", null, [{ name: "pods" }], ALL.map((address) => `added - ${address}`)],
  [
    "a rule that drops is named with its place and text",
    [{ name: "pods" }],
    [{ name: "pods", rules: [DROP_SYSTEM] }],
    [`lost 10.0.0.2:80 - rule 2 drop: { ${DROP_SYSTEM} }`, `lost 10.0.0.3:80 - rule 2 drop: { ${DROP_SYSTEM} }`],
  ],
  [
    "a job that goes takes its targets along",
    [{ name: "pods" }, { name: "nodes", role: "node" }],
    [{ name: "pods" }],
    ["lost n1 - job-gone"],
  ],
  [
    "targets that become equal are one",
    [{ name: "pods" }],
    [{ name: "pods", rules: ["target_label: __address__, replacement: one:80"] }],
    ["lost 10.0.0.1:80 - merged", "lost 10.0.0.2:80 - merged", "lost 10.0.0.3:80 - merged", "changed 10.0.0.0:80 one:80"],
  ],
  [
    "what Prometheus refuses is lost",
    [{ name: "nodes", role: "node" }],
    [{ name: "nodes", role: "node", rules: ["target_label: __address__, replacement: a/b"] }],
    ["lost n1 - refused"],
  ],
  [
    "another role finds other targets",
    [{ name: "nodes", role: "node" }],
    [{ name: "nodes", role: "pod" }],
    [...ALL.map((address) => `added - ${address}`), "lost n1 - not-discovered"],
  ],
  [
    "an interval is a change of the same target",
    [{ name: "nodes", role: "node" }],
    [{ name: "nodes", role: "node", fields: "scrape_interval: 30s" }],
    ["changed n1 n1"],
  ],
])("%s", (_guarantee, before, after, expected) => {
  expect(told(plan(before === null ? null : config(before), config(after)))).toEqual(expected);
});

test("the global interval changes every job that has none of its own", () => {
  const jobs = [{ name: "nodes", role: "node" }];
  const clusters = plan(config(jobs, "global:\n  scrape_interval: 15s\n"), config(jobs, "global:\n  scrape_interval: 20s\n"));
  const [target] = pageOfChanges(clusters, { change: "changed", offset: 0 }).targets;
  expect(target).toMatchObject({ before: { interval: "15s" }, after: { interval: "20s" } });
});

test("a cluster that the server no longer scrapes loses everything, and says so", () => {
  const clusters = plan(config([{ name: "pods" }]), config([{ name: "pods" }], "", "beta"));
  const whole = assemblePlan(FRAME, clusters);
  expect(whole.clusters.map(({ cluster, change }) => `${cluster} ${change}`)).toEqual(["alpha removed", "beta added"]);
  expect(whole.first.lost.map(({ loss }) => loss?.reason)).toEqual(Array(4).fill("cluster-gone"));
  expect(whole.findings).toMatchObject([{ kind: "loss", count: 4, percent: 100, percentMax: 20 }]);
});

test.each([
  ["half of the targets", 20, [DROP_SYSTEM], ["loss 2 of 4"]],
  ["as many as allowed", 50, [DROP_SYSTEM], []],
  ["none", 0, [], []],
])("losing %s of at most %d %%", (_what, lossPercentMax, rules, keys) => {
  const clusters = plan(config([{ name: "pods" }]), config([{ name: "pods", rules }]));
  expect(assemblePlan({ ...FRAME, lossPercentMax }, clusters).findings.map(({ key }) => key)).toEqual(keys);
});

test("targets that end with equal labels are a collision, within one job and between two", () => {
  const one = "target_label: instance, replacement: one";
  const within = plan(null, config([{ name: "pods", rules: [one, DROP_SYSTEM] }]));
  expect(within[0]?.findings).toMatchObject([
    {
      key: "collision alpha/pods 2",
      job: "alpha/pods",
      samples: [{ urls: ["http://10.0.0.0:80/metrics", "http://10.0.0.1:80/metrics"] }],
    },
  ]);
  const job = "target_label: job, replacement: same";
  const between = plan(
    null,
    config([
      { name: "x", rules: [job] },
      { name: "y", rules: [job] },
    ]),
  );
  expect(between[0]?.findings).toMatchObject([{ key: "collision alpha/x alpha/y 8", job: null, count: 8 }]);
});

test.each([
  ["the API server's own metrics", "pods", "/k8s/metrics", ["fall-through alpha/pods 1"]],
  ["the same, wanted by the job for it", "apiservers", "/k8s/metrics", []],
  ["a path through its proxy", "pods", "/k8s/api/v1/nodes/n/proxy/metrics", []],
])("a target that scrapes %s", (_what, name, path, keys) => {
  const rules = ["target_label: __address__, replacement: 'api.example:6443'", "target_label: __scheme__, replacement: https"];
  const clusters = plan(
    null,
    config([{ name, role: "node", rules: [...rules, `target_label: __metrics_path__, replacement: ${path}`] }]),
  );
  expect(clusters[0]?.findings.map(({ key }) => key)).toEqual(keys);
});

test("a forecast that was kept counts as it was, or is lost with its cluster", () => {
  const clusters = plan(null, config([{ name: "pods" }]));
  const [kept] = finish(readForecast([...writeForecast(clusters)].join("")));
  expect(kept).toMatchObject({ cluster: "alpha", sight: "live", takenAt: "1970-01-01T00:00:00.000Z" });
  const count = (isGone: boolean) => finish(planKeptCluster("alpha", isGone, kept?.jobs ?? [])).jobs[0]?.comparison;
  expect(count(false)?.unchanged).toHaveLength(4);
  expect(count(true)?.lost).toHaveLength(4);
});

test("pages follow each other over jobs", () => {
  const clusters = plan(null, config([{ name: "pods" }, { name: "nodes", role: "node" }]));
  const names = [0, 3, 4, 5].map(
    (offset) => pageOfChanges(clusters, { change: "added", offset }).targets[0]?.after?.labels.instance,
  );
  expect(names).toEqual(["10.0.0.0:80", "10.0.0.3:80", "n1", undefined]);
  expect(pageOfChanges(clusters, { change: "added", job: "alpha/nodes", offset: 0 })).toMatchObject({ total: 1 });
  expect(pageOfChanges(clusters, { change: "added", cluster: "beta", offset: 0 })).toMatchObject({ total: 0 });
});

test("what is reported is compared exactly: labels, URL and times", () => {
  const target = (name: string, interval = "15s") => ({
    labels: { instance: name },
    url: `http://${name}/`,
    interval,
    timeout: "10s",
  });
  const compared = compareReported([target("a"), target("b"), target("c")], [target("c"), target("b", "30s"), target("d")]);
  expect(compared).toMatchObject({
    equal: 1,
    missing: [{ url: "http://a/" }],
    unexpected: [{ url: "http://d/" }],
    different: [{ foreseen: { interval: "15s" }, reported: { interval: "30s" } }],
  });
});
