import { createServer } from "node:https";
import type { RbacRequest } from "@/lib/cluster-access/testing/rbac-evaluator";
import { createAuthority } from "./certificates";

const PORT = 10_250;
const PAGE = "# TYPE kubelet_node_name gauge\nkubelet_node_name 1\n";

export type Kubelets = Awaited<ReturnType<typeof startKubelets>>;

/**
 * The kubelets of all nodes at once: any loopback address, the port that kubelets have. Each request becomes what a kubelet
 * asks the API server about it: `get nodes/metrics` for everything under /metrics, `nodes/proxy` for the rest.
 */
export async function startKubelets() {
  const { certPem, keyPem } = createAuthority("kubelets").issue(["localhost"]);
  const asked = new Map<string, RbacRequest[]>();
  const server = createServer({ cert: certPem, key: keyPem }, (request, response) => {
    const token = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
    const subresource = /^\/metrics(?:[/?]|$)/.test(request.url ?? "") ? "metrics" : "proxy";
    const question = { verb: "get", apiGroup: "", resource: "nodes", subresource, namespace: "", name: "node" };
    asked.set(token, [...(asked.get(token) ?? []), question]);
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(PAGE);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(PORT, "0.0.0.0", resolve);
  });
  return {
    /** What was asked with a token. */
    askedWith: (token: string): readonly RbacRequest[] => asked.get(token) ?? [],
    stop: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
