import { randomBytes } from "node:crypto";
import { createSecureServer, type Http2ServerRequest, type ServerHttp2Session } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { type Authority, createAuthority } from "@/e2e/support/certificates";
import { answerReview, isReview } from "./access-reviews";
import { type AccessQuestion, type AccessRule, isAllowed, MONITORING_RULES } from "./access-rules";
import { type Exchange, sendFailure, sendJson, sendText } from "./answer";
import { type ClusterName, loadCluster } from "./cluster-objects";
import { capturedPage } from "./exporters";
import { answerRead } from "./lists";
import { createObjectStore, type ObjectStore } from "./object-store";
import { answerProxy } from "./proxy";
import { parseResourcePath, type ResourcePath } from "./resources";
import { forbidden, forbiddenPath, StatusError, unauthorized } from "./status";
import { answerWatch, isWatch } from "./watches";

const ANONYMOUS = "system:anonymous";
const SERVICE_ACCOUNT = "system:serviceaccount:monitoring:prometheus";
/** Kubernetes shows these to everybody, the anonymous included. */
const PUBLIC_PATHS = new Set(["/version", "/livez", "/readyz", "/healthz"]);

/** Whose token came with a request. The token itself is never kept. */
export type TokenSeen = "own" | "none" | "foreign";
export type RecordedRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly token: TokenSeen;
  readonly userAgent: string;
};

export type ApiServerOptions = {
  readonly cluster: ClusterName;
  /** Leaves out what was planted to fail, so that every target can be UP. */
  readonly healthyOnly?: boolean;
  /** Pushgateway and Prometheus inside the cluster, which were not captured (see additions.ts). */
  readonly additions?: boolean;
  readonly token?: string;
  readonly authority?: Authority;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Rights that the token lacks: "nodes", "pods/proxy", "/metrics". */
  readonly denied?: readonly string[];
  /** Rights that the token has; those of the captures if absent. */
  readonly rules?: readonly AccessRule[];
};

export type ApiServer = Awaited<ReturnType<typeof startApiServer>>;

/** Starts one cluster's API server on 127.0.0.1: TLS of its own CA, bearer token, list, watch, proxy. */
export async function startApiServer(options: ApiServerOptions) {
  const { cluster, healthyOnly = false, additions = true } = options;
  const { objects, version, resourceVersion } = loadCluster(cluster, { healthyOnly, additions });
  const store = createObjectStore(objects, resourceVersion);
  const authority = options.authority ?? createAuthority(`${cluster}-kubernetes`);
  const { certPem, keyPem } = authority.issue(["kubernetes", "kubernetes.default", "localhost", "127.0.0.1"]);
  const tokens = new Set([options.token ?? makeToken(cluster)]);
  const denied = new Set(options.denied ?? []);
  const requests: RecordedRequest[] = [];
  const context: Context = { store, version, denied, rules: options.rules ?? MONITORING_RULES };

  const server = createSecureServer({ cert: certPem, key: keyPem, allowHTTP1: true }, (request, response) => {
    const url = new URL(request.url ?? "/", "https://localhost");
    const token = tokenSeen(request, tokens);
    const userAgent = String(request.headers["user-agent"] ?? "");
    requests.push({ method: request.method, path: url.pathname, query: url.search, token, userAgent });
    answer({ request, response, path: url.pathname, query: url.searchParams }, context, token);
  });
  const close = trackConnections(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    cluster,
    url: `https://127.0.0.1:${port}`,
    port,
    caPem: authority.caPem,
    authority,
    /** The token in force. */
    token: () => [...tokens].at(-1) ?? "",
    /** Makes a new token; the old ones end at once, as when a Secret is deleted. */
    rotateToken(): string {
      tokens.clear();
      tokens.add(makeToken(cluster));
      return [...tokens][0] ?? "";
    },
    store,
    denied,
    /** Gives the token other rights from the next request on, as when a ClusterRole is changed. */
    setRules(rules: readonly AccessRule[]): void {
      context.rules = rules;
    },
    /** Every request since the start, in order. */
    requests,
    stop: close,
  };
}

function makeToken(cluster: ClusterName): string {
  return `canary-${cluster}-${randomBytes(24).toString("hex")}`;
}

type Context = {
  readonly store: ObjectStore;
  readonly version: unknown;
  readonly denied: ReadonlySet<string>;
  rules: readonly AccessRule[];
};

/** The rules decide, unless the right was taken away by name. */
function may({ rules, denied }: Context, question: AccessQuestion): boolean {
  if ("path" in question) return isAllowed(rules, question) && !denied.has(question.path);
  const { resource, subresource } = question;
  return isAllowed(rules, question) && !denied.has(subresource === "" ? resource : `${resource}/${subresource}`);
}

function tokenSeen(request: Http2ServerRequest, tokens: ReadonlySet<string>): TokenSeen {
  const header = request.headers.authorization;
  if (header === undefined) return "none";
  return tokens.has(/^Bearer (\S+)$/i.exec(header)?.[1] ?? "") ? "own" : "foreign";
}

function answer(exchange: Exchange, context: Context, token: TokenSeen): void {
  // A client that has gone away is no fault.
  exchange.response.on("error", () => {});
  try {
    if (token === "foreign") throw unauthorized();
    dispatch(exchange, context, token === "own" ? SERVICE_ACCOUNT : ANONYMOUS);
  } catch (error) {
    sendFailure(exchange, error);
  }
}

function dispatch(exchange: Exchange, context: Context, user: string): void {
  const resourcePath = parseResourcePath(exchange.path);
  if (PUBLIC_PATHS.has(exchange.path)) answerPublic(exchange, context);
  else if (isReview(exchange.path)) answerOwnRights(exchange, context, user);
  else if (resourcePath === null) answerOther(exchange, context, user);
  else answerResource(exchange, context, resourcePath, user);
}

function answerOwnRights(exchange: Exchange, context: Context, user: string): void {
  if (user === ANONYMOUS) throw forbiddenPath(user, exchange.path);
  void answerReview(exchange, context.rules, (question) => may(context, question)).catch((error: unknown) =>
    sendFailure(exchange, error),
  );
}

function answerPublic(exchange: Exchange, { version }: Context): void {
  if (exchange.path === "/version") sendJson(exchange, 200, version);
  else sendText(exchange, 200, "ok");
}

function answerResource(exchange: Exchange, context: Context, path: ResourcePath, user: string): void {
  authorize(exchange, context, path, user);
  if (exchange.request.method !== "GET") {
    throw new StatusError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  }
  if (path.proxyPath !== null) answerProxy(exchange, context.store, path);
  else if (path.name === null && isWatch(exchange.query)) answerWatch(exchange, context.store, path);
  else answerRead(exchange, context.store, path);
}

function answerOther(exchange: Exchange, context: Context, user: string): void {
  const { path, request, response } = exchange;
  const isMetrics = path === "/metrics";
  if (user === ANONYMOUS || (isMetrics && !may(context, { verb: "get", path }))) throw forbiddenPath(user, path);
  if (!isMetrics) throw new StatusError(404, "NotFound", "the server could not find the requested resource", {});
  const { body, gzip, headers } = capturedPage("apiserver");
  const takesGzip = gzip !== undefined && /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  response.writeHead(200, takesGzip ? { ...headers, "content-encoding": "gzip" } : headers);
  response.end(takesGzip ? gzip : body);
}

function authorize({ query }: Exchange, context: Context, path: ResourcePath, user: string): void {
  const { resource, namespace, name, proxyPath } = path;
  const subresource = proxyPath === null ? null : "proxy";
  const readVerb = isWatch(query) ? "watch" : "list";
  const verb = name === null ? readVerb : "get";
  const question = { verb, group: resource.group, resource: resource.name, subresource: subresource ?? "", name: name ?? "" };
  if (user !== ANONYMOUS && may(context, question)) return;
  throw forbidden({ user, verb, resource, subresource, namespace, name });
}

/** Watches never end by themselves in time: to stop means to cut every connection. */
function trackConnections(server: ReturnType<typeof createSecureServer>): () => Promise<void> {
  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("session", (session: ServerHttp2Session) => {
    sessions.add(session);
    session.on("error", () => {});
    session.once("close", () => sessions.delete(session));
  });
  // A client that does not trust our CA, for one.
  server.on("tlsClientError", () => {});
  server.on("sessionError", () => {});
  return async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const session of sessions) session.destroy();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
}
