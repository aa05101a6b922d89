import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type TrappedRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
};

/**
 * A listener that belongs to nobody: whatever arrives here arrived at the wrong place.
 * It answers 200, so that a client with a secret to lose would go on and lose it.
 */
export async function startTrap() {
  const requests: TrappedRequest[] = [];
  const server = createServer((request, response) => {
    requests.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers });
    response.end("{}\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    /** Whether anything that arrived holds this text, in whichever header or address. */
    holds: (secret: string) => JSON.stringify(requests).includes(secret),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
