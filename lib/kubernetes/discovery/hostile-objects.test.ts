import fc from "fast-check";
import { expect, test } from "vitest";
import { DISCOVERY_ROLES } from "@/lib/cluster-discovery/schema";
import { discover, RESOURCES } from "./testing/make-objects";

test("no object makes discovery throw, and no label is empty", () => {
  const names = [
    "metadata",
    "spec",
    "status",
    "name",
    "namespace",
    "labels",
    "containers",
    "ports",
    "podIP",
    "subsets",
    "addresses",
    "endpoints",
    "rules",
    "http",
    "paths",
    "tls",
    "hosts",
    "targetRef",
    "kind",
    "conditions",
    "type",
  ];
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names), tie("tree"), { maxKeys: 6 }),
    ),
  }));
  const object = fc.record({
    metadata: fc.record({ name: fc.string({ minLength: 1 }), labels: tree, annotations: tree }),
    spec: tree,
    status: tree,
    subsets: tree,
    endpoints: tree,
    ports: tree,
  });
  fc.assert(
    fc.property(fc.constantFrom(...DISCOVERY_ROLES), object, (role, raw) => {
      const lists = Object.fromEntries(RESOURCES.map((resource) => [resource, [raw]]));
      for (const labels of discover(role, lists, { attachNode: true }).targets) expect(Object.values(labels)).not.toContain("");
    }),
    { numRuns: 300, seed: 4 },
  );
});
