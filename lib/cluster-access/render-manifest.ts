import { renderYaml, type YamlValue } from "@/lib/prometheus/render-yaml";
import { allNeeds, type JobNeeds } from "./job-needs";
import { type PolicyRule, type ScopedRules, toPolicyRules } from "./policy-rules";
import { ACCOUNT_NAMESPACE, type AccessAccount } from "./schema";
import { isTierEnough } from "./tiers";

const RBAC = "rbac.authorization.k8s.io";
const LABELS = { "app.kubernetes.io/name": "promfleet", "app.kubernetes.io/managed-by": "promfleet" };

/** One Kubernetes object of the manifest. */
export type AccessObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string } & { readonly [key: string]: YamlValue };
  readonly rules?: readonly PolicyRule[];
} & { readonly [key: string]: YamlValue | undefined };

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
  return [
    ...(namespace === ACCOUNT_NAMESPACE ? [named("v1", "Namespace", { name: namespace })] : []),
    named("v1", "ServiceAccount", { name, namespace }),
    ...accessRules(account, jobs).flatMap((scope) => roleAndBinding(account, name, scope)),
    ...(account.canRenew ? roleAndBinding(account, renewalRoleName(account), renewalRules(account)) : []),
    ...(account.tokenKind === "secret" ? [tokenSecret(account)] : []),
  ];
}

/** The manifest as YAML documents; equal input gives equal bytes. */
export function renderManifest(account: AccessAccount, jobs: readonly JobNeeds[]): string {
  return accessObjects(account, jobs)
    .map((object) => renderYaml(object))
    .join("---\n");
}

/** Name of the Secret that holds a token without an end. */
export function tokenSecretName({ name }: Pick<AccessAccount, "name">): string {
  return `${name}-token`;
}

function renewalRoleName({ name }: AccessAccount): string {
  return `${name}-renew-token`;
}

function renewalRules({ name, namespace }: AccessAccount): ScopedRules {
  return {
    namespace,
    rules: [{ apiGroups: [""], resources: ["serviceaccounts/token"], resourceNames: [name], verbs: ["create"] }],
  };
}

function named(apiVersion: string, kind: string, metadata: { name: string; namespace?: string }, annotations?: YamlValue) {
  return { apiVersion, kind, metadata: { ...metadata, labels: LABELS, ...(annotations === undefined ? {} : { annotations }) } };
}

function roleAndBinding(account: AccessAccount, roleName: string, { namespace, rules }: ScopedRules): AccessObject[] {
  const kind = namespace === null ? "ClusterRole" : "Role";
  const metadata = namespace === null ? { name: roleName } : { name: roleName, namespace };
  const subject = { kind: "ServiceAccount", name: account.name, namespace: account.namespace };
  return [
    { ...named(`${RBAC}/v1`, kind, metadata), rules },
    {
      ...named(`${RBAC}/v1`, `${kind}Binding`, metadata),
      roleRef: { apiGroup: RBAC, kind, name: roleName },
      subjects: [subject],
    },
  ];
}

function tokenSecret(account: AccessAccount): AccessObject {
  const metadata = { name: tokenSecretName(account), namespace: account.namespace };
  const annotations = { "kubernetes.io/service-account.name": account.name };
  return { ...named("v1", "Secret", metadata, annotations), type: "kubernetes.io/service-account-token" };
}
