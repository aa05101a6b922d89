import type { TransportKind, TransportOf } from "@/lib/deployments/transport-schema";

/** What the form holds of each way of delivery before anything is typed; its order is that of the choice. */
export const EMPTY_TRANSPORTS: { readonly [Kind in TransportKind]: TransportOf<Kind> } = {
  directory: { kind: "directory", directory: "" },
  kubernetes: {
    kind: "kubernetes",
    apiServer: "",
    caPem: "",
    tlsServerName: "",
    namespace: "monitoring",
    secretName: "prometheus-config",
    configMapName: "",
    credentialsFolder: "/etc/prometheus/secrets",
    key: "prometheus.yml",
    visibleSeconds: 180,
    isTakeover: false,
  },
  pull: { kind: "pull", configDirectory: "/etc/prometheus", intervalSeconds: 30, isReachable: false },
  ssh: { kind: "ssh", host: "", port: 22, user: "promfleet", directory: "", hostKey: { type: "ssh-ed25519", fingerprint: "" } },
  git: {
    kind: "git",
    url: "",
    branch: "main",
    path: "",
    authorName: "Promfleet",
    authorEmail: "promfleet@localhost.localdomain",
    username: "promfleet",
    caPem: "",
    hostKey: null,
    visibleMinutes: 10,
  },
};
