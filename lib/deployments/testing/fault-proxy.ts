import { type ClientRequest, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What becomes of a reload: delivered or not, and what the caller hears. */
export type ReloadFault = { readonly isDelivered: boolean; readonly answer: 502 | 504 | "pass" };

/** A proxy in front of Prometheus that treats reloads as it is told, and lets everything else through. */
export async function startFaultProxy(upstream: string) {
  const { hostname, port } = new URL(upstream);
  let fault: ReloadFault = { isDelivered: true, answer: "pass" };
  let reloads = 0;
  let beforeReload: () => void | Promise<void> = () => undefined;

  const forward = (incoming: IncomingMessage, answer: (reply: IncomingMessage | null) => void): ClientRequest => {
    const { method, url, headers } = incoming;
    const outgoing = request({ hostname, port, method, path: url, headers }, answer);
    outgoing.on("error", () => answer(null));
    return outgoing;
  };
  const reply = (response: ServerResponse, status: number) => response.writeHead(status).end();
  const server = createServer(async (incoming, response) => {
    const isReload = incoming.url === "/-/reload";
    if (isReload) {
      reloads += 1;
      await beforeReload();
    }
    const { isDelivered, answer } = isReload ? fault : { isDelivered: true, answer: "pass" as const };
    if (!isDelivered) return void reply(response, answer === "pass" ? 502 : answer);
    const outgoing = forward(incoming, (upstreamReply) => {
      if (answer !== "pass") return void reply(response, answer);
      if (upstreamReply === null) return void response.destroy();
      response.writeHead(upstreamReply.statusCode ?? 502, upstreamReply.headers);
      upstreamReply.pipe(response);
    });
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reloads: () => reloads,
    set: (next: ReloadFault) => {
      fault = next;
    },
    /** Runs, to its end, before a reload is delivered. */
    onReload: (action: () => void | Promise<void>) => {
      beforeReload = action;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
