import { gzipSync } from "node:zlib";
import { readCapture, readCompressedCapture } from "./cluster-objects";

/** What a program behind the proxy answers. */
export type Page = {
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The same body as gzip, where it is at hand: scrapes of megabytes then cost nothing. */
  readonly gzip?: Buffer;
};

export type PageRequest = { readonly path: string; readonly query: URLSearchParams };

/** A program that listens on one port of a pod. */
export type Exporter = { readonly scheme: "http" | "https"; readonly answer: (request: PageRequest) => Page };

export const TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";
const OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

export function page(code: number, body: string, contentType: string | null): Page {
  return { code, headers: contentType === null ? {} : { "content-type": contentType }, body };
}

const captured = new Map<string, Page>();

/** A captured metrics page. Samples that carry a time (cAdvisor's) get the present one: Prometheus refuses old samples. */
export function capturedPage(name: string): Page {
  const known = captured.get(name);
  if (known !== undefined) return known.gzip === undefined ? { ...known, body: withPresentTimes(known.body) } : known;
  const body = readCapture(`metrics/${name}.txt.gz`).toString("utf8");
  const plain = page(200, body, TEXT_FORMAT);
  const fresh = / \d{13}$/m.test(body) ? plain : { ...plain, gzip: readCompressedCapture(`metrics/${name}.txt.gz`) };
  captured.set(name, fresh);
  return capturedPage(name);
}

function withPresentTimes(body: string): string {
  return body.replace(/ \d{13}$/gm, ` ${Date.now()}`);
}

function at(path: string, answer: (request: PageRequest) => Page, scheme: "http" | "https" = "http"): Exporter {
  return {
    scheme,
    answer: (request) => (request.path === path ? answer(request) : page(404, "404 page not found\n", TEXT_FORMAT)),
  };
}

/** Application pages were not recorded: a few lines that grow, so that a graph shows something. */
function applicationPage(name: string): Page {
  const body = [
    "# HELP app_info Which application of the replay this is.",
    "# TYPE app_info gauge",
    `app_info{application="${name}"} 1`,
    "# HELP app_requests_total Requests served.",
    "# TYPE app_requests_total counter",
    `app_requests_total{code="200"} ${Math.floor(process.uptime() * 7)}`,
    `app_requests_total{code="500"} ${Math.floor(process.uptime() / 11)}`,
    "",
  ].join("\n");
  return { ...page(200, body, TEXT_FORMAT), gzip: gzipSync(body) };
}

const application = (name: string, path = "/metrics", scheme: "http" | "https" = "http") =>
  at(path, () => applicationPage(name), scheme);

function openMetricsPage(): Page {
  const body = `# HELP app_jobs Jobs done.\n# TYPE app_jobs counter\napp_jobs_total ${Math.floor(process.uptime())}\n# EOF\n`;
  return page(200, body, OPEN_METRICS);
}

/** A blackbox exporter that reached its target; which target it was asked for is in the page. */
function probePage({ query }: PageRequest): Page {
  const target = query.get("target");
  if (target === null || target === "") return page(400, "Target parameter is missing\n", TEXT_FORMAT);
  const body = [
    "# HELP probe_success Displays whether or not the probe was a success",
    "# TYPE probe_success gauge",
    "probe_success 1",
    "# HELP probe_duration_seconds Returns how long the probe took to complete in seconds",
    "# TYPE probe_duration_seconds gauge",
    "probe_duration_seconds 0.012",
    "# HELP probe_http_status_code Response HTTP status code",
    "# TYPE probe_http_status_code gauge",
    "probe_http_status_code 200",
    "# HELP replay_probe_info What the replay was asked to probe; a real exporter has no such metric",
    "# TYPE replay_probe_info gauge",
    `replay_probe_info{module=${JSON.stringify(query.get("module") ?? "")},target=${JSON.stringify(target)}} 1`,
    "",
  ].join("\n");
  return page(200, body, TEXT_FORMAT);
}

function pushgatewayPage(): Page {
  const body = [
    "# HELP push_time_seconds Last Unix time when changing this group in the Pushgateway succeeded.",
    "# TYPE push_time_seconds gauge",
    'push_time_seconds{instance="",job="nightly_backup"} 1.7953342e+09',
    "# HELP backup_duration_seconds How long the last backup took.",
    "# TYPE backup_duration_seconds gauge",
    'backup_duration_seconds{instance="",job="nightly_backup"} 412.5',
    "",
  ].join("\n");
  return page(200, body, TEXT_FORMAT);
}

/** Series of a Prometheus inside the cluster; without a match[] it answers nothing, as the real one. */
function federatePage({ query }: PageRequest): Page {
  if (!query.has("match[]")) return page(200, "", TEXT_FORMAT);
  const now = Date.now();
  const jobs = ["in-cluster-api", "in-cluster-worker"];
  const lines = jobs.map((job, i) => `up{instance="10.0.0.${i + 1}:8080",job="${job}"} 1 ${now}`);
  return page(200, ["# TYPE up untyped", ...lines, ""].join("\n"), TEXT_FORMAT);
}

function prometheusExporter(): Exporter {
  return {
    scheme: "http",
    answer: (request) => {
      if (request.path === "/federate") return federatePage(request);
      return request.path === "/metrics" ? applicationPage("prometheus") : page(404, "404 page not found\n", TEXT_FORMAT);
    },
  };
}

/** Which program listens where: namespace/pod name (or its beginning) and port. */
const LISTENERS: readonly [pod: RegExp, port: number, exporter: Exporter][] = [
  [/^monitoring\/node-exporter-/, 9100, at("/metrics", () => capturedPage("node-exporter"))],
  [/^monitoring\/kube-state-metrics-/, 8080, at("/metrics", () => capturedPage("kube-state-metrics"))],
  [/^monitoring\/kube-state-metrics-/, 8081, at("/metrics", () => capturedPage("kube-state-metrics-self"))],
  [/^monitoring\/blackbox-exporter-/, 9115, at("/probe", probePage)],
  [/^monitoring\/pushgateway-/, 9091, at("/metrics", pushgatewayPage)],
  [/^monitoring\/prometheus-0$/, 9090, prometheusExporter()],
  [/^kube-system\/coredns-/, 9153, at("/metrics", () => capturedPage("coredns"))],
  [/^kube-system\/kube-apiserver-/, 6443, at("/metrics", anonymousRefused, "https")],
  [/^shop\/web-/, 9090, application("web", "/internal/metrics")],
  [/^shop\/payments-/, 8443, application("payments", "/metrics", "https")],
  [/^shop\/db-\d$/, 9187, application("db")],
  [/^shop\/noport$/, 9999, application("noport")],
  [/^team-a-1\/dual$/, 7070, application("dual")],
  [/^team-a-1\/noslash$/, 8000, application("noslash", "/actuator/prometheus")],
  [/^team-a-1\/openmetrics$/, 7071, at("/metrics", openMetricsPage)],
  [/^team-a-1\/query$/, 8000, application("query")],
  [/^team-a-1\/scrape-caps$/, 8000, application("scrape-caps")],
  [/^team-a-1\/rbacproxy$/, 9443, { scheme: "https", answer: () => page(401, "Unauthorized\n", "text/plain; charset=utf-8") }],
];

/** The API server strips the token before it proxies, so its own pod sees an anonymous user. */
function anonymousRefused(): Page {
  const message = 'forbidden: User "system:anonymous" cannot get path "/metrics"';
  const status = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    reason: "Forbidden",
    details: {},
    code: 403,
  };
  return page(403, `${JSON.stringify(status)}\n`, "application/json");
}

/** @returns null when nothing listens there */
export function findExporter(namespace: string, podName: string, port: number): Exporter | null {
  const key = `${namespace}/${podName}`;
  return LISTENERS.find(([pod, listening]) => listening === port && pod.test(key))?.[2] ?? null;
}
