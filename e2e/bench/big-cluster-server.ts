import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { gzip } from "node:zlib";
import { createAuthority } from "@/e2e/support/certificates";
import { bigCluster } from "./big-cluster-objects";

// A process of its own: an API server that makes the objects of a large cluster up while they are asked for, compressed as
// a real one does. Writes one line of JSON with its URL and its CA.
const LISTS = bigCluster();
const authority = createAuthority("big-kubernetes");
const { certPem, keyPem } = authority.issue(["localhost", "127.0.0.1"]);
let bytes = 0;

const server = createServer({ cert: certPem, key: keyPem }, (request, response) => {
  const url = new URL(request.url ?? "/", "https://localhost");
  const list = LISTS[url.pathname];
  if (list === undefined) return void response.writeHead(404, { "content-type": "application/json" }).end('{"kind":"Status"}');
  const start = Number(url.searchParams.get("continue") ?? 0);
  const end = Math.min(list.count, start + Number(url.searchParams.get("limit") ?? list.count));
  const items = Array.from({ length: end - start }, (_, index) => list.json(start + index));
  const place = end < list.count ? `,"continue":"${end}","remainingItemCount":${list.count - end}` : "";
  const body = `{"kind":"${list.kind}","apiVersion":"v1","metadata":{"resourceVersion":"1"${place}},"items":[${items.join(",")}]}\n`;
  bytes += body.length;
  const headers = { "content-type": "application/json", "x-generated-bytes": String(bytes) };
  if (request.headers["accept-encoding"] !== "gzip") return void response.writeHead(200, headers).end(body);
  gzip(body, { level: 1 }, (_error, packed) => response.writeHead(200, { ...headers, "content-encoding": "gzip" }).end(packed));
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `https://127.0.0.1:${port}`, caPem: authority.caPem })}\n`);
});
