import { readFileSync } from "node:fs";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { fileURLToPath } from "node:url";

/** Certificates valid for a century (but "expired" and "not-yet-valid"), all for localhost but "wrong-name". */
export type CertificateName =
  | "valid"
  | "wrong-name"
  | "expired"
  | "not-yet-valid"
  | "by-intermediate"
  | "self-signed"
  | "authority"
  | "other-authority"
  | "intermediate";

const FOLDER = fileURLToPath(new URL("../testdata/certificates/", import.meta.url));

export function certificate(name: CertificateName): string {
  return readFileSync(`${FOLDER}${name}.crt`, "utf8").trim();
}

export type TestServer = { readonly url: string; readonly port: number; close(): Promise<void> };

/** A real https server on a free port of 127.0.0.1; the URL says localhost. */
export function startTlsServer(name: CertificateName, listener: RequestListener): Promise<TestServer> {
  const key = readFileSync(`${FOLDER}${name}.key`, "utf8");
  return listen(createHttpsServer({ cert: certificate(name), key }, listener), "https");
}

export function startHttpServer(listener: RequestListener): Promise<TestServer> {
  return listen(createHttpServer(listener), "http");
}

/** Listens on a free port; for servers that are no HTTP servers as well. */
export async function listen(server: Server, scheme: string): Promise<TestServer> {
  const sockets = new Set<{ destroy(): void }>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${scheme}://localhost:${port}`,
    port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
