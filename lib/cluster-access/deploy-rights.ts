/** The account that deploys, in the namespace of the objects. */
const ACCOUNT = "promfleet-deploy";

type NamedObjects = { readonly group: string; readonly resource: string; readonly names: readonly string[] };

/** What the way of delivery `kubernetes` writes. */
export function kubernetesObjects(settings: { readonly secretName: string; readonly configMapName: string }): NamedObjects[] {
  const { secretName, configMapName } = settings;
  const secrets = { group: "", resource: "secrets", names: [secretName, `${secretName}-previous`] };
  return configMapName === "" ? [secrets] : [secrets, { group: "", resource: "configmaps", names: [configMapName] }];
}

type ReadRight = { readonly group: string; readonly resource: string; readonly verb: string; readonly names: readonly string[] };

/** What the way of delivery `prometheus-operator` reads beside that. Events have no name that is known before. */
export function operatorReads(prometheusName: string): ReadRight[] {
  if (prometheusName === "") return [];
  return [
    { group: "monitoring.coreos.com", resource: "prometheuses", verb: "get", names: [prometheusName] },
    { group: "", resource: "events", verb: "list", names: [] },
  ];
}

/**
 * A manifest with exactly the rights that deploying needs: read and change the named objects, and make them once.
 * Kubernetes cannot bind "create" to a name.
 */
export function renderDeployRights(
  namespace: string,
  objects: readonly NamedObjects[],
  reads: readonly ReadRight[] = [],
): string {
  const writing = objects.flatMap(({ group, resource, names }) => [
    rule(group, resource, "get, patch", names),
    rule(group, resource, "create", []),
  ]);
  const reading = reads.map(({ group, resource, verb, names }) => rule(group, resource, verb, names));
  return renderRole(namespace, [...writing, ...reading]);
}

function rule(group: string, resource: string, verbs: string, names: readonly string[]): string {
  const bound = names.length === 0 ? "" : `\n    resourceNames: [${names.map((name) => JSON.stringify(name)).join(", ")}]`;
  return `  - apiGroups: [${JSON.stringify(group)}]\n    resources: [${resource}]${bound}\n    verbs: [${verbs}]`;
}

function renderRole(namespace: string, rules: readonly string[]): string {
  return `apiVersion: v1
kind: ServiceAccount
metadata: { name: ${ACCOUNT}, namespace: ${namespace} }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: ${ACCOUNT}, namespace: ${namespace} }
rules:
${rules.join("\n")}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: ${ACCOUNT}, namespace: ${namespace} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${ACCOUNT} }
subjects:
  - { kind: ServiceAccount, name: ${ACCOUNT}, namespace: ${namespace} }
---
apiVersion: v1
kind: Secret
type: kubernetes.io/service-account-token
metadata:
  name: ${ACCOUNT}-token
  namespace: ${namespace}
  annotations: { kubernetes.io/service-account.name: ${ACCOUNT} }
`;
}
