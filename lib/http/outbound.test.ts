import { createServer } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeAll, expect, test } from "vitest";
import { overrideEnvForTest } from "@/lib/env";
import { Secret } from "@/lib/secrets/secret";
import { type OutboundRequest, outboundRequest } from "./outbound";
import {
  type CertificateName,
  certificate,
  listen,
  startHttpServer,
  startTlsServer,
  type TestServer,
} from "./testing/tls-server";

const servers: TestServer[] = [];
const started = async (server: Promise<TestServer>) => {
  servers.push(await server);
  return server;
};
const trust = (name: CertificateName | null, serverName: string | null = null) => ({
  caPem: name === null ? null : certificate(name),
  serverName,
  isInsecure: false,
});
const ask = (server: TestServer, changes: Partial<OutboundRequest> = {}) =>
  outboundRequest({ url: `${server.url}/version`, tls: trust("authority"), ...changes });

beforeAll(() => overrideEnvForTest({ allowLoopback: true }));

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

test.each<[string, CertificateName, ReturnType<typeof trust>, string]>([
  ["the given CA is trusted", "valid", trust("authority"), "200"],
  ["another CA is not", "valid", trust("other-authority"), "tls_untrusted"],
  ["without a CA those of the system count", "valid", trust(null), "tls_untrusted"],
  ["an expired certificate", "expired", trust("authority"), "tls_expired"],
  ["a certificate of the future", "not-yet-valid", trust("authority"), "tls_not_yet_valid"],
  ["a certificate for another host", "wrong-name", trust("authority"), "tls_name"],
  ["the same when that name is asked for", "wrong-name", trust("authority", "elsewhere.example"), "200"],
  ["a name that the certificate does not have", "valid", trust("authority", "elsewhere.example"), "tls_name"],
  ["the name of the API server inside the cluster", "valid", trust("authority", "kubernetes.default"), "200"],
  ["an address as the name", "valid", trust("authority", "127.0.0.1"), "200"],
  ["a chain with its intermediate missing", "by-intermediate", trust("authority"), "tls_untrusted"],
  ["the intermediate itself as the anchor, as Go allows", "by-intermediate", trust("intermediate"), "200"],
  ["a self-signed certificate that is pinned", "self-signed", trust("self-signed"), "200"],
  ["a self-signed certificate that is not", "self-signed", trust("authority"), "tls_untrusted"],
  ["verification skipped on purpose", "expired", { ...trust(null), isInsecure: true }, "200"],
])("%s", async (_case, name, tls, expected) => {
  const server = await started(startTlsServer(name, (_request, response) => response.end("{}")));
  const result = await ask(server, { tls });
  expect(result.ok ? String(result.status) : result.failure).toBe(expected);
});

test.each([301, 302, 303, 307, 308])("a redirect %i is not followed, and the token stays here (T-32)", async (status) => {
  let visits = 0;
  const trap = await started(startHttpServer((_request, response) => response.end(String(++visits))));
  const server = await started(
    startTlsServer("valid", (_request, response) => response.writeHead(status, { location: trap.url }).end()),
  );
  expect(await ask(server, { authorization: new Secret("Bearer t") })).toEqual({ ok: false, failure: "redirected" });
  expect(visits).toBe(0);
});

test("a name is resolved once, and the socket goes to the address that was checked (T-31)", async () => {
  const server = await started(startTlsServer("valid", (_request, response) => response.end("here")));
  const answers = [["127.0.0.1"], ["169.254.169.254"]];
  let asked = 0;
  const resolveHost = async () => answers[asked++] ?? [];
  expect(await ask(server, { resolveHost })).toMatchObject({ ok: true, body: "here" });
  expect(asked).toBe(1);
});

test.each([
  ["one bad answer among good ones refuses them all", ["10.0.0.5", "169.254.169.254"], "blocked_address"],
  ["no answer", [], "dns"],
  ["an answer that is no address", ["nonsense"], "blocked_address"],
])("%s", async (_case, addresses, failure) => {
  const request = { url: "https://api.example.com", tls: trust(null), resolveHost: async () => addresses };
  expect(await outboundRequest(request)).toEqual({ ok: false, failure });
});

test("this very server is no destination, whatever loopback is allowed for (T-30)", async () => {
  const server = await started(startTlsServer("valid", (_request, response) => response.end("here")));
  overrideEnvForTest({ port: server.port });
  expect(await ask(server, { url: `https://127.0.0.1:${server.port}` })).toEqual({ ok: false, failure: "blocked_address" });
  overrideEnvForTest({ port: 3000 });
  expect(await ask(server)).toMatchObject({ ok: true, body: "here" });
});

test("a name that does not exist", async () => {
  const request = { url: "https://does-not-exist.invalid", tls: trust(null) };
  expect(await outboundRequest(request)).toEqual({ ok: false, failure: "dns" });
});

test("a closed port", async () => {
  const server = await startTlsServer("valid", () => undefined);
  await server.close();
  expect(await ask(server)).toEqual({ ok: false, failure: "refused" });
});

test("the second address is tried when the first does not answer", async () => {
  const server = await started(startTlsServer("valid", (_request, response) => response.end("here")));
  expect(await ask(server, { resolveHost: async () => ["::1", "127.0.0.1"] })).toMatchObject({ ok: true, body: "here" });
});

test("plain http behind https, SSH behind https, SSH behind http", async () => {
  const plain = await started(startHttpServer((_request, response) => response.end()));
  const ssh = await started(
    listen(
      createServer((socket) => socket.once("data", () => socket.end("SSH-2.0-OpenSSH_9.2\r\n"))),
      "https",
    ),
  );
  expect(await ask({ ...plain, url: plain.url.replace("http:", "https:") })).toEqual({ ok: false, failure: "not_tls" });
  expect(await ask(ssh)).toEqual({ ok: false, failure: "not_tls" });
  const url = ssh.url.replace("https:", "http:");
  expect(await outboundRequest({ url, allowHttp: true, tls: trust(null) })).toEqual({ ok: false, failure: "not_http" });
});

test("a body beyond the cap is not read to its end", async () => {
  const endless = await started(
    startTlsServer("valid", (_request, response) => {
      const timer = setInterval(() => response.write(Buffer.alloc(65_536)), 1);
      response.on("close", () => clearInterval(timer));
    }),
  );
  expect(await ask(endless, { responseBytesMax: 1_000_000 })).toEqual({ ok: false, failure: "too_large" });
});

test("a compressed bomb is not unpacked", async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  const server = await started(
    startTlsServer("valid", (_request, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb)),
  );
  const result = await ask(server);
  expect(result.ok && result.body.length).toBeLessThan(1_000_000);
});

test.each<[string, string, Parameters<typeof startTlsServer>[1]]>([
  ["says nothing at all", "timeout", () => undefined],
  ["stops in the middle", "too_slow", (_request, response) => response.writeHead(200, { "content-length": 100 }).write("half")],
  [
    "drips",
    "too_slow",
    (_request, response) => {
      const timer = setInterval(() => response.write("."), 20);
      response.on("close", () => clearInterval(timer));
    },
  ],
])("a server that %s is left after the deadline", async (_case, failure, listener) => {
  const server = await started(startTlsServer("valid", listener));
  expect(await ask(server, { totalMsMax: 1200 })).toEqual({ ok: false, failure });
});

test("a black hole is left after the deadline for connecting", async () => {
  const server = await started(
    listen(
      createServer(() => undefined),
      "https",
    ),
  );
  expect(await ask(server)).toEqual({ ok: false, failure: "timeout" });
});

test("proxy variables change nothing (T-37)", async () => {
  let visits = 0;
  const proxy = await started(startHttpServer((_request, response) => response.end(String(++visits))));
  const server = await started(startTlsServer("valid", (_request, response) => response.end("direct")));
  process.env.HTTPS_PROXY = proxy.url;
  process.env.HTTP_PROXY = proxy.url;
  expect(await ask(server)).toMatchObject({ ok: true, body: "direct" });
  expect(visits).toBe(0);
});

test("the request arrives as it was meant", async () => {
  const seen: unknown[] = [];
  const server = await started(
    startTlsServer("valid", (request, response) => {
      seen.push([request.method, request.url, request.headers.host, request.headers.authorization]);
      response.writeHead(201, { "content-type": "text/plain" }).end("done");
    }),
  );
  const result = await ask(server, {
    url: `${server.url}/a%20b?c=d&e`,
    method: "POST",
    authorization: new Secret("Bearer secret"),
  });
  expect(result).toMatchObject({ ok: true, status: 201, contentType: "text/plain", body: "done" });
  expect(seen).toEqual([["POST", "/a%20b?c=d&e", `localhost:${server.port}`, "Bearer secret"]]);
});
