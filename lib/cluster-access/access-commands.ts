import { ownerLabels, tokenSecretName } from "./render-manifest";
import { ACCOUNT_NAMESPACE, type AccessAccount } from "./schema";

/** A year: clusters that allow less give less. */
const BOUND_TOKEN_HOURS = 8760;
/** Ends a here-document; no line of a manifest looks like it. */
const END_OF_MANIFEST = "PROMFLEET";

export type AccessCommands = { readonly apply: string; readonly printToken: string; readonly revoke: string };

/** The lines to run where kubectl reaches the cluster: make the account, print its token, take everything back. */
export function accessCommands(account: AccessAccount, manifest: string): AccessCommands {
  return { apply: applyCommand(manifest), printToken: printTokenCommand(account), revoke: revokeCommand(account) };
}

/** One command of several lines, to paste as it is. */
export function applyCommand(manifest: string): string {
  return `kubectl apply -f - <<'${END_OF_MANIFEST}'\n${manifest}${END_OF_MANIFEST}\n`;
}

/** Prints the token and nothing else. Names are DNS labels: nothing in them needs quotes. */
export function printTokenCommand(account: AccessAccount): string {
  const { namespace, name, tokenKind } = account;
  if (tokenKind === "bound") return `kubectl create token ${name} --namespace ${namespace} --duration ${BOUND_TOKEN_HOURS}h`;
  const template = `{{ .data.token | base64decode }}{{ "\\n" }}`;
  return `kubectl get secret ${tokenSecretName(account)} --namespace ${namespace} -o go-template='${template}'`;
}

/** Finds what was applied by its labels, so that rights of jobs that are no longer ticked go, too. */
export function revokeCommand(account: Pick<AccessAccount, "name" | "namespace">): string {
  const kinds = ["clusterrolebinding", "clusterrole", "rolebinding", "role", "secret", "serviceaccount"];
  if (account.namespace === ACCOUNT_NAMESPACE) kinds.push("namespace");
  const selector = Object.entries(ownerLabels(account)).map(([name, value]) => `${name}=${value}`);
  return `kubectl delete ${kinds.join(",")} --all-namespaces --selector ${selector.join(",")}`;
}
