import { expect, test } from "vitest";
import { clusterNameSchema } from "@/lib/clusters/schema";
import { draftFromContext, suggestName } from "./kubeconfig-draft";

test.each([
  ["a plain name stays", "edge-1", "edge-1"],
  ["what a cluster name cannot hold becomes hyphens", "admin@Edge_1", "admin-edge-1"],
  ["an ARN", "arn:aws:eks:eu-west-1:123:cluster/prod", "arn-aws-eks-eu-west-1-123-cluster-prod"],
  ["a cut leaves no hyphen at the end", `${"a".repeat(62)}-b`, "a".repeat(62)],
])("%s", (_guarantee, context, name) => {
  expect(suggestName(context)).toBe(name);
  expect(clusterNameSchema.parse(name)).toBe(name);
});

test("a context that skips verification leaves the reason to people", () => {
  const context = { name: "lab", server: "https://lab:6443", caPem: null, tlsServerName: null, isInsecure: true, token: "t" };
  expect(draftFromContext(context).tls).toEqual({ kind: "insecure", caPem: "", reason: "" });
});
