import { renderYaml } from "@/lib/prometheus/render-yaml";
import { allNeeds, type JobNeeds } from "./job-needs";
import { type PolicyRule, type ScopedRules, toPolicyRules } from "./policy-rules";
import { ACCOUNT_NAMESPACE, type AccessAccount } from "./schema";
import { isTierEnough } from "./tiers";

const RBAC = "rbac.authorization.k8s.io";

/** One Kubernetes object of the manifest. */
export type AccessObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly rules?: readonly PolicyRule[];
  readonly roleRef?: { readonly apiGroup: string; readonly kind: string; readonly name: string };
  readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace: string }[];
  readonly type?: string;
};

/** The rights of the account: what the jobs need, as far as its tier goes. */
export function accessRules(account: Pick<AccessAccount, "tier">, jobs: readonly JobNeeds[]): ScopedRules[] {
  return toPolicyRules(allNeeds(jobs).filter((need) => isTierEnough(account.tier, need)));
}

/**
 * A service account with exactly the rights that the jobs need, as objects in the order in which they are applied.
 * The namespace is among them only if it is our own: deleting what was applied must not take the user's namespace along.
 */
export function accessObjects(account: AccessAccount, jobs: readonly JobNeeds[]): AccessObject[] {
  const { namespace, name } = account;
  const objects: AccessObject[] = [
    ...(namespace === ACCOUNT_NAMESPACE ? [{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }] : []),
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
    ...accessRules(account, jobs).flatMap((scope) => roleAndBinding(account, name, scope)),
    ...(account.canRenew ? roleAndBinding(account, `${name}-renew-token`, renewalRules(account)) : []),
    ...(account.tokenKind === "secret" ? [tokenSecret(account)] : []),
  ];
  const labels = ownerLabels(account);
  return objects.map(({ apiVersion, kind, metadata: { annotations, ...metadata }, ...rest }) => ({
    apiVersion,
    kind,
    metadata: { ...metadata, labels, ...(annotations === undefined ? {} : { annotations }) },
    ...rest,
  }));
}

/** The manifest as YAML documents; equal input gives equal bytes. */
export function renderManifest(account: AccessAccount, jobs: readonly JobNeeds[]): string {
  return accessObjects(account, jobs)
    .map((object) => renderYaml(object))
    .join("---\n");
}

/** What all objects of one account are found by. */
export function ownerLabels({ name }: Pick<AccessAccount, "name">): Record<string, string> {
  return { "app.kubernetes.io/managed-by": "promfleet", "app.kubernetes.io/instance": name };
}

/** Name of the Secret that holds a token without an end. */
export function tokenSecretName({ name }: Pick<AccessAccount, "name">): string {
  return `${name}-token`;
}

function renewalRules({ name, namespace }: AccessAccount): ScopedRules {
  return {
    namespace,
    rules: [{ apiGroups: [""], resources: ["serviceaccounts/token"], resourceNames: [name], verbs: ["create"] }],
  };
}

function roleAndBinding(account: AccessAccount, roleName: string, { namespace, rules }: ScopedRules): AccessObject[] {
  const kind = namespace === null ? "ClusterRole" : "Role";
  const apiVersion = `${RBAC}/v1`;
  const metadata = namespace === null ? { name: roleName } : { name: roleName, namespace };
  const subject = { kind: "ServiceAccount", name: account.name, namespace: account.namespace };
  const roleRef = { apiGroup: RBAC, kind, name: roleName };
  return [
    { apiVersion, kind, metadata, rules },
    { apiVersion, kind: `${kind}Binding`, metadata, roleRef, subjects: [subject] },
  ];
}

function tokenSecret(account: AccessAccount): AccessObject {
  const annotations = { "kubernetes.io/service-account.name": account.name };
  const metadata = { name: tokenSecretName(account), namespace: account.namespace, annotations };
  return { apiVersion: "v1", kind: "Secret", metadata, type: "kubernetes.io/service-account-token" };
}
