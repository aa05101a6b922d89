import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { type CertificateName, certificate, startTlsServer, type TestServer } from "@/lib/http/testing/tls-server";
import type { ApiServerConnection } from "@/lib/kubernetes/api-client";
import { Secret } from "@/lib/secrets/secret";

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** What a fake API server does differently from a healthy one. */
export type Oddities = {
  readonly certificate?: CertificateName;
  /** Answers by the beginning of method and path; the first that fits counts. */
  readonly answers?: Readonly<Record<string, Answer>>;
  /** Rights that are denied, e.g. "get nodes/proxy". */
  readonly denied?: readonly string[];
  /** Rights beyond those of a scraper, e.g. "list secrets". */
  readonly extra?: readonly string[];
};

export const PAGE = '# HELP up Whether it is up.\n# TYPE up gauge\nup 1\nother{a="b"} 2\n';
const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
const UID = "0a0b0c0d-1111-4222-8333-444455556666";

const NODE = { metadata: { name: "node-1.example" }, status: { conditions: [{ type: "Ready", status: "True" }] } };
const POD = {
  metadata: { name: "web-1", namespace: "shop", annotations: { "prometheus.io/scrape": "true", "prometheus.io/port": "8080" } },
  spec: { containers: [{ name: "web", ports: [{ containerPort: 8080 }] }] },
  status: { phase: "Running", podIP: "10.1.1.1", conditions: [{ type: "Ready", status: "True" }] },
};

/** Sends JSON. */
export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };

/** Sends a text. */
export const plain =
  (status: number, body: string, headers: Record<string, string> = { "content-type": "text/plain" }): Answer =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };

/** The object with which API servers say no. */
export const status = (code: number, message: string, headers: Record<string, string> = {}): Answer =>
  json(code, { kind: "Status", apiVersion: "v1", status: "Failure", message, code }, headers);

/** A list of one page. */
export const listOf = (...items: unknown[]): Answer => json(200, { kind: "List", apiVersion: "v1", metadata: {}, items });

const HEALTHY: Readonly<Record<string, Answer>> = {
  "POST /apis/authentication.k8s.io/v1/selfsubjectreviews": json(201, {
    kind: "SelfSubjectReview",
    status: { userInfo: { username: "system:serviceaccount:promfleet:promfleet" } },
  }),
  "GET /version": json(200, { gitVersion: "v1.36.2" }),
  "GET /api/v1/namespaces/kube-system": json(200, { metadata: { name: "kube-system", uid: UID } }),
  "GET /api/v1/nodes?": listOf(NODE),
  "GET /api/v1/pods?": listOf(POD),
  "GET /api/v1/services?": listOf(),
  "GET /api/v1/nodes/node-1.example/proxy/metrics": plain(200, PAGE, { "content-type": METRICS_TYPE }),
  "GET /api/v1/namespaces/": plain(200, PAGE, { "content-type": METRICS_TYPE }),
  "GET /metrics": plain(200, PAGE, { "content-type": METRICS_TYPE }),
};

/** An API server that is well, except for what is odd. */
export function startFakeApiServer({ answers = {}, denied = [], extra = [], ...oddities }: Oddities = {}): Promise<TestServer> {
  const review = answerReview(denied, extra);
  const all = [...Object.entries(answers), ["POST /apis/authorization.k8s.io/", review] as const, ...Object.entries(HEALTHY)];
  return startTlsServer(oddities.certificate ?? "valid", (request, response) => {
    response.on("error", () => undefined);
    const asked = `${request.method} ${request.url}`;
    const answer = all.find(([beginning]) => asked.startsWith(beginning))?.[1];
    (answer ?? status(404, "the server could not find the requested resource"))(request, response);
  });
}

const SCRAPER = /^(?:(?:list|watch) |get (?:nodes|pods)\/proxy$|get nodes\/metrics$|get \/metrics$)/;

function answerReview(denied: readonly string[], extra: readonly string[]): Answer {
  return (request, response) => {
    text(request).then(
      (body) => {
        const { spec } = JSON.parse(body) as { spec: Record<string, Record<string, string>> };
        const { verb, resource, subresource, path } = spec.resourceAttributes ?? spec.nonResourceAttributes ?? {};
        const asked = `${verb} ${path ?? resource}${subresource === undefined ? "" : `/${subresource}`}`;
        const isUsual = SCRAPER.test(asked) && resource !== "secrets";
        const allowed = (isUsual || extra.includes(asked)) && !denied.includes(asked);
        json(201, { kind: "SelfSubjectAccessReview", status: { allowed } })(request, response);
      },
      () => undefined,
    );
  };
}

/** A token with these claims; nobody checks its signature here. */
export const jwt = (claims: object) =>
  `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;

/** A connection that trusts the test authority. */
export function connectionTo(
  url: string,
  {
    ca = "authority",
    serverName = null,
    token = "token",
  }: { ca?: CertificateName; serverName?: string | null; token?: string } = {},
): ApiServerConnection {
  return { apiServer: url, tls: { caPem: certificate(ca), serverName, isInsecure: false }, token: new Secret(token) };
}
