import type { ExcessCode } from "@/lib/cluster-access";
import { ACCOUNT_NAME, ACCOUNT_NAMESPACE } from "@/lib/cluster-access/schema";
import type { CheckupCode, CheckupFetch, CheckupWarning, TrialOutcome } from "@/lib/clusters/checkup-schema";

type Facts = Readonly<Record<string, string | number>>;

/** Commands as they are typed, the same in every language; what they are for is said in checkup.json. */
type Commands = readonly string[];

const KUBECTL_ADDRESS = "kubectl config view --minify -o jsonpath='{.clusters[0].cluster.server}'";
const CLUSTER_CA = "kubectl get configmap kube-root-ca.crt -n default -o jsonpath='{.data.ca\\.crt}'";
const ACCOUNT = `system:serviceaccount:${ACCOUNT_NAMESPACE}:${ACCOUNT_NAME}`;
const CREATE_TOKEN = `kubectl create token ${ACCOUNT_NAME} -n ${ACCOUNT_NAMESPACE} --duration=8760h`;
const OWN_RIGHTS = `kubectl auth can-i --list --as=${ACCOUNT}`;
const READY = "kubectl get --raw '/readyz?verbose'";
const REJECTED = "kubectl get --raw /metrics | grep apiserver_flowcontrol_rejected_requests_total";
const CLOCKS = "date -u && timedatectl status";
const CERTIFICATES_DUE = "kubeadm certs check-expiration";

/** A word for the shell: names of a foreign cluster must not become commands. */
export function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Prints the fingerprint of what is presented, or of the CA that kubectl trusts: both to be run elsewhere than here. */
export function fingerprintCommands(facts: Facts): Commands {
  return [
    `${CLUSTER_CA} | openssl x509 -noout -fingerprint -sha256`,
    "kubectl config view --raw --minify --flatten -o jsonpath='{.clusters[0].cluster.certificate-authority-data}' | base64 -d | openssl x509 -noout -fingerprint -sha256",
    `${presented(facts)} | openssl x509 -noout -fingerprint -sha256`,
  ];
}

function endpoint({ host, port }: Facts): string {
  const name = String(host);
  return quote(`${name.includes(":") && !name.startsWith("[") ? `[${name}]` : name}:${port}`);
}

function presented(facts: Facts): string {
  return `openssl s_client -connect ${endpoint(facts)} </dev/null 2>/dev/null`;
}

const ask = (facts: Facts) => `curl -sv --cacert ca.crt --max-time 15 https://${endpoint(facts)}/version`;
const reach = ({ host, port }: Facts) => `nc -vz -w 5 ${quote(String(host))} ${port}`;

/** What mends a step, or shows what is wrong; a code without its commands does not compile. */
const STEP_COMMANDS: Record<CheckupCode, (facts: Facts) => Commands> = {
  dns: ({ host }) => [`getent hosts ${quote(String(host))}`],
  blocked_address: () => ["PROMFLEET_ALLOW_LOOPBACK=true"],
  refused: () => [KUBECTL_ADDRESS],
  timeout: (facts) => [reach(facts)],
  unreachable: ({ host }) => [`traceroute ${quote(String(host))}`],
  plain_http: () => [KUBECTL_ADDRESS],
  ssh: () => [KUBECTL_ADDRESS],
  not_tls: () => [KUBECTL_ADDRESS],
  tls_protocol: (facts) => [`openssl s_client -connect ${endpoint(facts)} -tls1_2 </dev/null`],
  tls_failed: (facts) => [`openssl s_client -connect ${endpoint(facts)} </dev/null`],
  tls_untrusted: () => [CLUSTER_CA],
  tls_self_signed: () => ["openssl x509 -noout -fingerprint -sha256 -in /etc/kubernetes/pki/apiserver.crt"],
  tls_name: (facts) => [`${presented(facts)} | openssl x509 -noout -ext subjectAltName`],
  tls_expired: () => ["kubeadm certs renew apiserver"],
  tls_not_yet_valid: () => [CLOCKS],
  token_expired: () => [CREATE_TOKEN],
  token_not_yet_valid: () => [CLOCKS],
  token_wrong_audience: () => [CREATE_TOKEN],
  token_rejected: () => [CREATE_TOKEN],
  anonymous: () => [KUBECTL_ADDRESS, CREATE_TOKEN],
  forbidden: () => [
    `kubectl create clusterrolebinding ${ACCOUNT_NAME}-basic --clusterrole=system:basic-user --serviceaccount=${ACCOUNT_NAMESPACE}:${ACCOUNT_NAME}`,
  ],
  interrupted: (facts) => [ask(facts)],
  too_slow: (facts) => [`time ${ask(facts)}`],
  too_large: () => [KUBECTL_ADDRESS],
  not_http: () => [KUBECTL_ADDRESS],
  redirected: (facts) => [
    `curl -s --cacert ca.crt -o /dev/null -w '%{http_code} %{redirect_url}\\n' https://${endpoint(facts)}/version`,
  ],
  web_page: () => [KUBECTL_ADDRESS],
  not_kubernetes: () => [KUBECTL_ADDRESS],
  rate_limited: () => [REJECTED],
  unavailable: () => [READY],
};

/** What a failed step is mended with. */
export function commandsOfStep(code: CheckupCode, facts: Facts): Commands {
  return STEP_COMMANDS[code](facts);
}

/** The parts of a path through the API server's proxy; all empty for any other path. */
export type ProxiedObject = { readonly path: string; readonly kind: string; readonly namespace: string; readonly name: string };

const PROXIED = /^\/api\/v1(?:\/namespaces\/([^/]+))?\/(nodes|pods|services)\/([^/]+)\/proxy/;

/** "/api/v1/namespaces/shop/pods/http:cart-0:8080/proxy/metrics" is the pod cart-0 of shop. */
export function proxiedObject(path: string | null): ProxiedObject {
  const [, namespace = "", kind = "", target = ""] = PROXIED.exec(path ?? "") ?? [];
  const parts = decoded(target).split(":");
  const name = (parts.length === 3 ? parts[1] : parts[0]) ?? "";
  return { path: path ?? "/metrics", kind: kind.replace(/s$/, ""), namespace: decoded(namespace), name };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** "pod cart-0 -n shop"; "nodes" when nothing is known of the object. */
function objectWords({ kind, namespace, name }: ProxiedObject): string {
  if (kind === "") return "nodes";
  return `${kind} ${quote(name)}${namespace === "" ? "" : ` -n ${quote(namespace)}`}`;
}

const getRaw = ({ path }: ProxiedObject) => `kubectl get --raw ${quote(path)}`;
const show = (object: ProxiedObject, output = "-o wide") => [`kubectl get ${objectWords(object)} ${output}`];
const annotate = (object: ProxiedObject, pair: string) => [`kubectl annotate ${objectWords(object)} ${pair} --overwrite`];
const contentType = (object: ProxiedObject) => [`${getRaw(object)} -v=8 2>&1 | grep -i content-type`];
const log = (object: ProxiedObject) =>
  object.kind === "pod" ? [`kubectl logs ${quote(object.name)} -n ${quote(object.namespace)} --tail=50`] : [getRaw(object)];

const PORTS = "-o jsonpath='{.spec..ports}'";

const FETCH_COMMANDS: Record<Exclude<TrialOutcome, "ok">, (object: ProxiedObject) => Commands> = {
  no_target: () => ["kubectl get nodes,pods,services -A -o wide"],
  targets_unknown: () => [OWN_RIGHTS],
  api_unauthorized: () => [CREATE_TOKEN],
  api_forbidden: () => [OWN_RIGHTS],
  api_not_found: (object) => show(object),
  api_bad_request: (object) => show(object, "-o jsonpath='{.metadata.annotations}'"),
  api_rate_limited: () => [REJECTED],
  api_unavailable: () => [READY],
  address_not_allowed: (object) => show(object),
  no_endpoints: (object) => [
    `kubectl get endpointslices -n ${quote(object.namespace || "default")} -l kubernetes.io/service-name=${quote(object.name)}`,
  ],
  no_service_port: (object) => show(object, PORTS),
  target_refused: (object) => show(object, PORTS),
  target_timeout: (object) => show(object),
  target_unreachable: (object) => [getRaw(object)],
  target_wants_http: (object) => annotate(object, "prometheus.io/scheme=http"),
  target_wants_https: (object) => annotate(object, "prometheus.io/scheme=https"),
  proxy_broke_off: (object) => show(object, PORTS),
  target_unauthorized: (object) => annotate(object, "prometheus.io/scrape=false"),
  target_forbidden: (object) => annotate(object, "prometheus.io/scrape=false"),
  target_not_found: (object) => annotate(object, "prometheus.io/path=/metrics"),
  target_error: log,
  redirected: (object) => annotate(object, "prometheus.io/path=/metrics"),
  web_page: (object) => annotate(object, "prometheus.io/path=/metrics"),
  not_metrics: (object) => [`${getRaw(object)} | head`],
  blank_content_type: contentType,
  foreign_content_type: contentType,
  no_series: (object) => [`${getRaw(object)} | head`],
  too_large: (object) => [`${getRaw(object)} | wc`],
  too_slow: (object) => [`time ${getRaw(object)} | wc -l`],
  timeout: (object) => [`time ${getRaw(object)} | wc -l`],
  interrupted: log,
  unreachable: () => ["kubectl get nodes -o wide"],
  tls_untrusted: () => ["kubectl get csr --field-selector spec.signerName=kubernetes.io/kubelet-serving"],
};

/** What a fetch that brought no metrics is mended with; nothing for one that did. */
export function commandsOfFetch({ outcome, path }: Pick<CheckupFetch, "outcome" | "path">): Commands {
  return outcome === "ok" ? [] : FETCH_COMMANDS[outcome](proxiedObject(path));
}

const WARNING_COMMANDS: Record<CheckupWarning["code"], (facts: Facts) => Commands> = {
  clock_skew: () => ["timedatectl set-ntp true"],
  verification_skipped: () => [CLUSTER_CA],
  certificate_ends_soon: () => [CERTIFICATES_DUE],
  token_ends_soon: () => [CREATE_TOKEN],
  token_without_end: () => [CREATE_TOKEN],
  same_cluster: () => ["kubectl get namespace kube-system -o jsonpath='{.metadata.uid}'"],
  list_expired: ({ resource }) => [`time kubectl get ${quote(String(resource))} -A --no-headers | wc -l`],
  review_unavailable: () => [OWN_RIGHTS],
};

export function commandsOfWarning({ code, parameters }: CheckupWarning): Commands {
  return WARNING_COMMANDS[code](parameters);
}

/** Where rights beyond the needed ones come from: once for all of them. */
export function commandsOfExcess(excess: readonly ExcessCode[]): Commands {
  if (excess.length === 0) return [];
  return [`kubectl get clusterrolebindings,rolebindings -A -o wide | grep ${ACCOUNT_NAME}`, OWN_RIGHTS];
}
