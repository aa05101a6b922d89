import "server-only";
import type { KubernetesResource } from "@/lib/kubernetes/discovery";
import { KUBERNETES_RESOURCES } from "@/lib/kubernetes/discovery";
import type { ListFailure } from "@/lib/kubernetes/list-objects";
import { type Problem, problem } from "@/lib/result";

/** Failures that have a sentence of their own; the others mean that there was no answer to read. */
const CODES: { readonly [F in ListFailure]?: string } = {
  forbidden: "cluster/discovery-forbidden",
  unauthorized: "cluster/discovery-unauthorized",
  absent: "cluster/discovery-absent",
  busy: "cluster/discovery-busy",
  changing: "cluster/discovery-changing",
  unreadable: "cluster/discovery-unreadable",
  too_large: "cluster/discovery-unreadable",
  failed: "cluster/discovery-failed",
};

/** The sentence about a list that could not be read. A missing right is named as an RBAC rule names it. */
export function problemOfList(failure: ListFailure, cluster: string, resource: KubernetesResource): Problem {
  const group = groupOf(resource);
  const parameters = { cluster, resource, group, verb: "list", failure };
  return problem(CODES[failure] ?? "cluster/discovery-unreachable", { parameters });
}

/** "core" stands for the group whose name is empty. */
function groupOf(resource: KubernetesResource): string {
  const [, kind = "", group = ""] = KUBERNETES_RESOURCES[resource].path.split("/");
  return kind === "apis" ? group : "core";
}
