import { createServer as createTcpServer } from "node:net";
import { gzipSync } from "node:zlib";
import { listen, startHttpServer, type TestServer } from "@/lib/http/testing/tls-server";
import type { Answer } from "./fake-api-server";

/** Never ends. */
export const endless: Answer = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const chunk = Buffer.alloc(65_536, "a");
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on("drain", more);
  more();
};

/** One byte per second. */
export const dripping: Answer = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write("{");
  const timer = setInterval(() => response.write(" "), 1000);
  response.on("close", () => clearInterval(timer));
};

/** Thirty kilobytes that become thirty megabytes. */
export const bomb: Answer = (_request, response) => {
  response.writeHead(200, { "content-type": "text/plain; version=0.0.4", "content-encoding": "gzip" });
  // Packed pieces one after the other are a packed whole.
  const piece = gzipSync(Buffer.from("metric 1\n".repeat(100_000)));
  for (let count = 0; count < 33; count += 1) response.write(piece);
  response.end();
};

/** Says that more will come, and resets the connection. */
export const reset: Answer = (request, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write("{", () => setTimeout(() => request.socket.destroy(), 20));
};

/** Ends without a word, as an API server that panics in a request. */
export const panic: Answer = (request) => void request.socket.destroy();

/** Never answers. */
export const silence: Answer = () => undefined;

/** A port of SSH. */
export function startSsh(): Promise<TestServer> {
  return listen(
    createTcpServer((socket) => void socket.write("SSH-2.0-OpenSSH_9.2\r\n")),
    "https",
  );
}

/** A port that takes connections and says nothing: what a black hole is beyond TCP. */
export function startMute(): Promise<TestServer> {
  return listen(
    createTcpServer(() => undefined),
    "https",
  );
}

/** A port of http without TLS. */
export async function startPlainHttp(): Promise<TestServer> {
  const server = await startHttpServer((_request, response) => void response.end("{}"));
  return { ...server, url: server.url.replace("http:", "https:") };
}

/** A port where nobody listens. */
export async function startNobody(): Promise<TestServer> {
  const server = await startMute();
  await server.close();
  return { ...server, close: async () => undefined };
}
