import { z } from "zod";
import { directoryTransportSchema } from "./transports/directory-schema";
import { gitTransportSchema } from "./transports/git-schema";
import { kubernetesTransportSchema } from "./transports/kubernetes-schema";
import { prometheusOperatorTransportSchema } from "./transports/prometheus-operator-schema";
import { pullTransportSchema } from "./transports/pull-schema";
import { sshTransportSchema } from "./transports/ssh-schema";

/** How a bundle reaches a server; one schema and one file of code per kind in lib/deployments/transports. */
export const transportSchema = z.discriminatedUnion("kind", [
  directoryTransportSchema,
  kubernetesTransportSchema,
  prometheusOperatorTransportSchema,
  pullTransportSchema,
  sshTransportSchema,
  gitTransportSchema,
]);
export type Transport = z.infer<typeof transportSchema>;
export type TransportKind = Transport["kind"];
export type TransportOf<Kind extends TransportKind> = Extract<Transport, { kind: Kind }>;

/**
 * What a transport's own secret (SSH key, token, deploy key) may be sent to: with another text it is not used again
 * (INV-1). null for a transport that needs no secret.
 */
export function destinationOf(transport: Transport): string | null {
  switch (transport.kind) {
    case "directory":
      return null;
    case "kubernetes":
    case "prometheus-operator":
      return [transport.apiServer, transport.tlsServerName, transport.caPem].join("\n");
    case "ssh":
      return [transport.host, transport.port, transport.user].join("\n");
    case "git":
      return [transport.url, transport.username, transport.caPem].join("\n");
    // The host's token is of another kind: we give it out, and keep its hash only.
    case "pull":
      return null;
  }
}

/** Where the main file goes, in one line for people. */
export function describePlace(transport: Transport): string {
  switch (transport.kind) {
    case "directory":
      return transport.directory;
    case "prometheus-operator":
      return `${transport.namespace}/${transport.secretName}`;
    case "kubernetes":
      return `${transport.namespace}/${transport.configMapName || transport.secretName}`;
    case "pull":
      return transport.configDirectory;
    case "ssh":
      return `${transport.user}@${transport.host}:${transport.directory}`;
    case "git":
      return `${transport.url} ${transport.branch}:${transport.path}`;
  }
}
