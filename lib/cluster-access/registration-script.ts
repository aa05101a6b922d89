import { applyCommand, printTokenCommand } from "./access-commands";
import type { AccessAccount } from "./schema";

export type RegistrationScript = {
  readonly account: AccessAccount;
  readonly manifest: string;
  /** null: the URL that kubectl uses where the script runs. */
  readonly apiServer: string | null;
  readonly code: string;
  /** Where the credential is posted to. */
  readonly redeemUrl: string;
};

/** How long the cluster may take to fill the Secret, in seconds. */
const TOKEN_WAIT_SECONDS = 30;

/**
 * A POSIX shell script for the cluster's side: makes the account, reads its token, posts it with the code. Needs kubectl,
 * curl and base64. The token goes through a pipe, so it stands in no list of processes and on no screen.
 */
export function renderRegistrationScript({ account, manifest, apiServer, code, redeemUrl }: RegistrationScript): string {
  return `# Nothing runs before all of it is there.
main() {
set -eu
fail() { echo "promfleet: $1" >&2; exit 1; }
for program in kubectl curl base64; do
  command -v "$program" > /dev/null || fail "$program is missing"
done

${applyCommand(manifest)}
token=
tries=0
while [ -z "$token" ]; do
  token=$(${printTokenCommand(account)} 2> /dev/null) || token=
  tries=$((tries + 1))
  [ -n "$token" ] || [ "$tries" -lt ${TOKEN_WAIT_SECONDS} ] || fail "the cluster gave no token"
  [ -n "$token" ] || sleep 1
done
${connectionLines(apiServer, account.namespace)}
[ -n "$server" ] || fail "kubectl names no API server"
[ -n "$ca" ] || fail "no CA certificate was found"
case "$server$ca$token" in *[\\"\\\\]*) fail "a value has quotes in it" ;; esac

answer=$(printf '{"code":"%s","apiServer":"%s","caData":"%s","token":"%s"}' ${quote(code)} "$server" "$ca" "$token" |
  curl -sS -H 'content-type: application/json' --data-binary @- ${quote(redeemUrl)}) || fail "Promfleet was not reached"
case "$answer" in
  ok) echo "promfleet: registered" ;;
  expired) fail "the code has expired; make a new one" ;;
  used) fail "the code was used already; make a new one" ;;
  name-taken) fail "a cluster of this name was registered meanwhile" ;;
  invalid) fail "the code, the URL, the CA certificate or the token was refused" ;;
  *) fail "Promfleet gave no answer that is known" ;;
esac
}
main
`;
}

/** The CA belongs to the URL: a proxy in front of the API server, which kubectl may use, has another than the cluster. */
function connectionLines(apiServer: string | null, namespace: string): string {
  if (apiServer === null) {
    return `server=$(${kubeconfigValue("server")})
ca=$(${kubeconfigValue("certificate-authority-data")})`;
  }
  const readCa = `kubectl get configmap kube-root-ca.crt --namespace ${namespace} -o jsonpath='{.data.ca\\.crt}'`;
  return `server=${quote(apiServer)}
ca=$(${readCa} | base64 | tr -d '\\n')`;
}

/** With --flatten a CA that is a file is read into it. */
function kubeconfigValue(field: string): string {
  return `kubectl config view --minify --raw --flatten -o jsonpath='{.clusters[0].cluster.${field}}'`;
}

/** The line to run: it fetches the script with the code in the request's body and runs it. */
export function registrationCommand(code: string, scriptUrl: string): string {
  return `curl -fsS -d ${code} ${quote(scriptUrl)} | sh`;
}

/** Says why there is no script, where a script was expected. */
export function refusalScript(words: string): string {
  return `echo ${quote(`promfleet: ${words}`)} >&2\nexit 1\n`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
