import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, expect, test } from "vitest";
import { overrideEnvForTest } from "@/lib/env";
import { type CertificateName, certificate } from "@/lib/http/testing/tls-server";
import { connectionTo, PAGE } from "./testing/fake-api-server";
import { tryKubelet } from "./try-kubelet";

/** The kubelet's port is fixed: an address that no other test takes. */
const HOST = "127.10.25.1";
const PORT = 10_250;

let kubelet: Server | null = null;
let seen: unknown[] = [];

beforeAll(() => overrideEnvForTest({ allowLoopback: true }));

afterEach(async () => {
  const server = kubelet;
  kubelet = null;
  seen = [];
  server?.closeAllConnections();
  if (server !== null) await new Promise((resolve) => server.close(resolve));
});

async function startKubelet(name: CertificateName): Promise<void> {
  const folder = fileURLToPath(new URL("../../http/testdata/certificates/", import.meta.url));
  const server = createServer({ cert: certificate(name), key: readFileSync(`${folder}${name}.key`) }, (request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(PAGE);
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(PORT, HOST, resolve));
  kubelet = server;
}

const attempt = () =>
  tryKubelet(connectionTo("https://localhost:1"), { host: HOST, path: "/metrics" }, AbortSignal.timeout(8000));

test.each<[string, CertificateName]>([
  ["has signed its certificate itself, as kubelets do", "self-signed"],
  ["has one of the cluster's CA for another address", "valid"],
  ["has one that has expired", "expired"],
])("a kubelet that %s gets no token", async (_case, name) => {
  await startKubelet(name);
  expect(await attempt()).toMatchObject({ outcome: "tls_untrusted", status: null, series: 0 });
  expect(seen).toEqual([]);
});

test("a node where nobody listens", async () => {
  expect(await attempt()).toMatchObject({ outcome: "unreachable", status: null });
});
