import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { createAuthority } from "@/e2e/support/certificates";

// A process of its own: many API servers, each on a port of its own, and among them black holes that take connections and
// say nothing. Writes one line of JSON with their ports and their CA.
const [count = "0", holes = "0"] = process.argv.slice(2);

const authority = createAuthority("many-kubernetes");
const { certPem, keyPem } = authority.issue(["localhost", "127.0.0.1"]);

function wellServer(): Server {
  return createHttpsServer({ cert: certPem, key: keyPem }, (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end('{"gitVersion":"v1.36.2"}');
  });
}

function blackHole(): Server {
  return createTcpServer((socket) => void socket.on("error", () => undefined));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

const isHole = (index: number) => index % Math.round(Number(count) / Number(holes)) === 0;
const ports: number[] = [];
for (let index = 0; index < Number(count); index += 1) ports.push(await listen(isHole(index) ? blackHole() : wellServer()));
process.stdout.write(`${JSON.stringify({ ports, caPem: authority.caPem })}\n`);
