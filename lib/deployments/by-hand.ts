import "server-only";
import { describePlace } from "@/lib/deployments/transport-schema";
import { type Problem, problem } from "@/lib/result";
import type { DeploymentContext } from "./context";
import type { MainDigests } from "./transports/transport";

/** What people need when we can do no more: where to look, which file is which, and how to have it loaded. */
export function byHand({ server, connection }: DeploymentContext, { previous, next }: MainDigests): Problem {
  const place = describePlace(server.transport);
  return problem("deployment/by-hand", {
    severity: "info",
    parameters: { kind: server.transport.kind, place, url: connection.url, previous: previous ?? "-", next },
  });
}
