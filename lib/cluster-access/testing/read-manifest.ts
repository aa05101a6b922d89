import { parseAllDocuments } from "yaml";
import type { AccessObject } from "@/lib/cluster-access/render-manifest";
import type { GrantedRule } from "./rbac-evaluator";

/** The objects of a manifest, read by another YAML reader than the one that wrote them. */
export function objectsOfManifest(text: string): AccessObject[] {
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS() as AccessObject;
  });
}

/** What an account may do after a manifest was applied: only roles that a binding gives to this very account count. */
export function grantsOfManifest(text: string, account: { name: string; namespace: string }): GrantedRule[] {
  const objects = objectsOfManifest(text);
  const bindings = objects.filter(({ subjects = [] }) =>
    subjects.some(
      ({ kind, name, namespace }) => kind === "ServiceAccount" && name === account.name && namespace === account.namespace,
    ),
  );
  return bindings.flatMap(({ kind, metadata, roleRef }) => {
    const namespace = kind === "ClusterRoleBinding" ? null : (metadata.namespace ?? "default");
    const role = objects.find(
      (object) =>
        object.kind === roleRef?.kind &&
        object.metadata.name === roleRef.name &&
        (object.kind === "ClusterRole" || object.metadata.namespace === namespace),
    );
    if (role === undefined) throw new Error(`${metadata.name} binds a role that is not in the manifest`);
    return (role.rules ?? []).map((rule) => ({ namespace, rule }));
  });
}
