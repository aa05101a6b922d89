import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { DISCOVERY_ROLES } from "@/lib/cluster-discovery/schema";
import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import { NEWEST_KNOWN_VERSION, parsePrometheusVersion } from "@/lib/prometheus/versions";
import type { LabelSet } from "@/lib/relabel/label-set";
import {
  discoverTargets,
  KUBERNETES_RESOURCES,
  type KubernetesObjects,
  type KubernetesResource,
  readObject,
  requestsOf,
} from "./index";

type Vector = {
  id: string;
  role: DiscoveryRole;
  note: string;
  nondeterministic?: boolean;
  sd: {
    namespaces?: { names: string[] };
    attach_metadata?: { node?: boolean };
    selectors?: { role: DiscoveryRole; label?: string; field?: string }[];
  };
  objects: Record<string, unknown[]>;
  expect: { versions: string[]; targets: Record<string, string>[]; requests: string[] }[];
};

const ROOT = join(import.meta.dirname, "../../..");
const RESOURCES = Object.keys(KUBERNETES_RESOURCES) as KubernetesResource[];

function readJson<T>(...path: string[]): T {
  return JSON.parse(gunzipSync(readFileSync(join(ROOT, ...path))).toString()) as T;
}

function slim(lists: Record<string, unknown[]>): KubernetesObjects {
  return Object.fromEntries(
    RESOURCES.map((resource) => [resource, (lists[resource] ?? []).map((raw) => readObject(resource, raw))]),
  );
}

function versionOf(text: string) {
  return parsePrometheusVersion(text) ?? NEWEST_KNOWN_VERSION;
}

/** Order tells nothing: Prometheus keeps targets in a map. */
function sorted(targets: readonly Readonly<Record<string, string>>[]): string[] {
  return targets.map((labels) => JSON.stringify(Object.entries(labels).sort())).sort();
}

const VECTORS = readJson<Vector[]>("lib/kubernetes/discovery/testdata/kubernetes-sd.public.json.gz");
const CASES = VECTORS.flatMap((vector) =>
  vector.expect.flatMap(({ versions, targets, requests }) =>
    versions.map((version) => ({ ...vector, version, targets, requests })),
  ),
);

describe("what real Prometheus discovered from these objects", () => {
  test("there are as many cases as were measured", () => {
    expect(VECTORS).toHaveLength(61);
    expect(CASES).toHaveLength(122);
  });

  test.each(CASES)("$id, $version: $role, $note", ({ role, sd, objects, version, targets, requests }) => {
    const options = {
      version: versionOf(version),
      attachNode: sd.attach_metadata?.node ?? false,
      namespaces: sd.namespaces?.names ?? [],
    };
    const found = discoverTargets(role, slim(objects), options).targets;
    expect([...requestsOf(role, options, sd.selectors ?? [])].sort()).toEqual([...requests].sort());
    // 2.53 does not show the labels of a target that it refuses.
    if (targets.some((labels) => "?" in labels)) expect(found).toHaveLength(targets.length);
    else expect(sorted(found)).toEqual(sorted(targets));
  });
});

const CAPTURES = ["3.5.3-alpha", "3.5.3-beta", "2.53.3-alpha", "2.42.0-alpha"];
// The templates' captures lie with the templates; here are only those that they do not need.
const CAPTURED = ["lib/kubernetes/discovery/testdata/discovered", "lib/job-templates/testdata/discovered"];

function capturedFile(capture: string, name: string): string | undefined {
  return CAPTURED.map((folder) => join(folder, capture, `${name}.json.gz`)).find((path) => existsSync(join(ROOT, path)));
}

const DISCOVERIES = CAPTURES.flatMap((capture) =>
  DISCOVERY_ROLES.flatMap((role) =>
    [false, true].flatMap((attachNode) => {
      const file = capturedFile(capture, attachNode ? `${role}+node` : role);
      return file === undefined ? [] : [{ capture, role, attachNode, file, what: attachNode ? "with nodes attached" : "" }];
    }),
  ),
);

function capturedObjects(cluster: string): KubernetesObjects {
  const read = RESOURCES.filter((resource) => resource !== "namespaces").map((resource) => {
    const path = `e2e/support/api-server/captures/${cluster}/${resource}.json.gz`;
    return [resource, readJson<{ items: unknown[] }>(path).items] as const;
  });
  return slim(Object.fromEntries(read));
}

describe("what real Prometheus discovered in a whole cluster", () => {
  const clusters = { alpha: capturedObjects("alpha"), beta: capturedObjects("beta") };

  test("every role was captured, in every version", () => {
    expect(DISCOVERIES).toHaveLength(36);
  });

  test.each(DISCOVERIES)("$capture: $role $what", ({ capture, role, attachNode, file }) => {
    const [version = "", cluster = ""] = capture.split("-");
    const found = discoverTargets(role, clusters[cluster as keyof typeof clusters], { version: versionOf(version), attachNode });
    const isOfJob = (name: string) => name === "job" || (name.startsWith("__") && !/^__(?:address__|meta_)/.test(name));
    const captured = readJson<Record<string, string>[]>(file).map((labels) =>
      Object.fromEntries(Object.entries(labels).filter(([name]) => !isOfJob(name))),
    );
    // Prometheus takes any of several names that become one: their values cannot be compared.
    const undecided = new Set(found.warnings.map(({ parameters }) => parameters.label));
    const decided = (targets: readonly LabelSet[]) =>
      targets.map((labels) => Object.fromEntries(Object.entries(labels).filter(([name]) => !undecided.has(name))));
    expect(differences(decided(found.targets), decided(captured))).toEqual([]);
    expect(found.warnings.map(({ code }) => code)).toEqual([...undecided].map(() => "discovery/names-become-one"));
  });
});

/** The first label sets that only one side has. */
function differences(found: readonly LabelSet[], expected: readonly LabelSet[]): string[] {
  const ours = sorted(found);
  const theirs = sorted(expected);
  return [
    ...ours.filter((labels) => !theirs.includes(labels)).map((labels) => `only here: ${labels}`),
    ...theirs.filter((labels) => !ours.includes(labels)).map((labels) => `only in Prometheus: ${labels}`),
    ...(ours.length === theirs.length ? [] : [`${ours.length} targets, not ${theirs.length}`]),
  ].slice(0, 4);
}
