import { createSecureServer, type Http2ServerRequest, type ServerHttp2Session } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { type Authority, createAuthority } from "@/e2e/support/certificates";
import { requestAttributes } from "@/lib/cluster-access/testing/request-attributes";
import { answerReview, isReview } from "./access-reviews";
import { type AccessQuestion, type AccessRule, isAllowed, MONITORING_RULES } from "./access-rules";
import { type Account, type AccountBook, ANONYMOUS, createAccountBook } from "./accounts";
import { type Exchange, sendFailure, sendJson, sendText } from "./answer";
import { type ClusterName, loadCluster } from "./cluster-objects";
import { capturedPage } from "./exporters";
import { answerRead } from "./lists";
import { createObjectStore, type ObjectStore } from "./object-store";
import { answerProxy } from "./proxy";
import { parseResourcePath, type ResourcePath, SERVICE_ACCOUNTS } from "./resources";
import { forbidden, forbiddenPath, StatusError, unauthorized } from "./status";
import {
  answerTokenRequest,
  parseTokenRequest,
  type TokenRequestPath,
  type TokenSeconds,
  USUAL_TOKEN_SECONDS,
} from "./token-requests";
import { answerWatch, isWatch } from "./watches";
import { answerWrite, isWrite } from "./writes";

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
  /** Bounds for the tokens that TokenRequest issues. */
  readonly tokenSeconds?: TokenSeconds;
};

export type ApiServer = Awaited<ReturnType<typeof startApiServer>>;

/** Starts one cluster's API server on 127.0.0.1: TLS of its own CA, bearer token, list, watch, proxy. */
export async function startApiServer(options: ApiServerOptions) {
  const { cluster, healthyOnly = false, additions = true } = options;
  const { objects, version, resourceVersion } = loadCluster(cluster, { healthyOnly, additions });
  const store = createObjectStore(objects, resourceVersion);
  const authority = options.authority ?? createAuthority(`${cluster}-kubernetes`);
  const { certPem, keyPem } = authority.issue(["kubernetes", "kubernetes.default", "localhost", "127.0.0.1"]);
  const book = createAccountBook(cluster, options.token);
  const denied = new Set(options.denied ?? []);
  const requests: RecordedRequest[] = [];
  const tokenSeconds = options.tokenSeconds ?? USUAL_TOKEN_SECONDS;
  const context: Context = { store, version, denied, book, tokenSeconds, rules: options.rules ?? MONITORING_RULES };

  const server = createSecureServer({ cert: certPem, key: keyPem, allowHTTP1: true }, (request, response) => {
    const url = new URL(request.url ?? "/", "https://localhost");
    const account = accountOf(request, book);
    const token = account === null ? "foreign" : account === NOBODY ? "none" : "own";
    const userAgent = String(request.headers["user-agent"] ?? "");
    requests.push({ method: request.method, path: url.pathname, query: url.search, token, userAgent });
    answer({ request, response, path: url.pathname, query: url.searchParams }, context, account);
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
    token: book.token,
    rotateToken: book.rotateToken,
    addToken: book.addToken,
    revokeToken: book.revokeToken,
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

type Context = {
  readonly store: ObjectStore;
  readonly version: unknown;
  readonly denied: ReadonlySet<string>;
  readonly book: AccountBook;
  readonly tokenSeconds: TokenSeconds;
  rules: readonly AccessRule[];
};

const NOBODY: Account = { user: ANONYMOUS, rules: [] };

/** The rules decide, unless the right was taken away by name. */
function may({ rules, denied }: Context, account: Account, question: AccessQuestion): boolean {
  if (account === NOBODY || !isAllowed(account.rules ?? rules, question)) return false;
  if ("path" in question) return !denied.has(question.path);
  const { resource, subresource } = question;
  return !denied.has(subresource === "" ? resource : `${resource}/${subresource}`);
}

/** null for a token that is not known, or that has ended. */
function accountOf(request: Http2ServerRequest, book: AccountBook): Account | null {
  const header = request.headers.authorization;
  if (header === undefined) return NOBODY;
  return book.accountOf(/^Bearer (\S+)$/i.exec(header)?.[1] ?? "");
}

function answer(exchange: Exchange, context: Context, account: Account | null): void {
  // A client that has gone away is no fault.
  exchange.response.on("error", () => {});
  dispatch(exchange, context, account).catch((error: unknown) => sendFailure(exchange, error));
}

async function dispatch(exchange: Exchange, context: Context, account: Account | null): Promise<void> {
  if (account === null) throw unauthorized();
  const { path } = exchange;
  const resourcePath = parseResourcePath(path);
  const tokenRequest = parseTokenRequest(path);
  if (PUBLIC_PATHS.has(path)) answerPublic(exchange, context);
  else if (isReview(path)) await answerOwnRights(exchange, context, account);
  else if (tokenRequest !== null) await answerNewToken(exchange, context, tokenRequest, account);
  else if (resourcePath === null) answerOther(exchange, context, account);
  else await answerResource(exchange, context, resourcePath, account);
}

async function answerOwnRights(exchange: Exchange, context: Context, account: Account): Promise<void> {
  if (account === NOBODY) throw forbiddenPath(ANONYMOUS, exchange.path);
  const rules = account.rules ?? context.rules;
  await answerReview(exchange, rules, (question) => may(context, account, question), account.user);
}

async function answerNewToken(exchange: Exchange, context: Context, path: TokenRequestPath, asker: Account): Promise<void> {
  const attempt = { verb: "create", subresource: "token", ...path };
  if (!may(context, asker, { ...attempt, group: "", resource: "serviceaccounts" })) {
    throw forbidden({ ...attempt, user: asker.user, resource: SERVICE_ACCOUNTS });
  }
  await answerTokenRequest(exchange, path, { book: context.book, asker, seconds: context.tokenSeconds });
}

function answerPublic(exchange: Exchange, { version }: Context): void {
  if (exchange.path === "/version") sendJson(exchange, 200, version);
  else sendText(exchange, 200, "ok");
}

async function answerResource(exchange: Exchange, context: Context, path: ResourcePath, account: Account): Promise<void> {
  authorize(exchange, context, path, account);
  if (isWrite(exchange, path)) {
    // Kubernetes asks for "create" too when an apply has to make the object; with no name a rule cannot be bound to one.
    return await answerWrite(exchange, context.store, path, () => authorize(exchange, context, path, account, "create"));
  }
  if (exchange.request.method !== "GET") {
    throw new StatusError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  }
  if (path.proxyPath !== null) answerProxy(exchange, context.store, path);
  else if (path.name === null && isWatch(exchange.query)) answerWatch(exchange, context.store, path);
  else answerRead(exchange, context.store, path);
}

function answerOther(exchange: Exchange, context: Context, account: Account): void {
  const { path, request, response } = exchange;
  const isMetrics = path === "/metrics";
  const isRefused = account === NOBODY || (isMetrics && !may(context, account, { verb: "get", path }));
  if (isRefused) throw forbiddenPath(account.user, path);
  if (!isMetrics) throw new StatusError(404, "NotFound", "the server could not find the requested resource", {});
  const { body, gzip, headers } = capturedPage("apiserver");
  const takesGzip = gzip !== undefined && /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  response.writeHead(200, takesGzip ? { ...headers, "content-encoding": "gzip" } : headers);
  response.end(takesGzip ? gzip : body);
}

function authorize(exchange: Exchange, context: Context, asked: ResourcePath, account: Account, only?: "create"): void {
  const { request, path, query } = exchange;
  const { resource, namespace } = asked;
  const name = only === "create" ? null : asked.name;
  const attributes = requestAttributes(request.method, path, query.toString());
  const { verb, subresource } = { ...attributes, verb: only ?? attributes.verb };
  const question = {
    verb,
    group: resource.group,
    resource: resource.name,
    subresource,
    name: name ?? "",
    namespace: namespace ?? "",
  };
  if (may(context, account, question)) return;
  throw forbidden({ user: account.user, verb, resource, subresource: subresource === "" ? null : subresource, namespace, name });
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
