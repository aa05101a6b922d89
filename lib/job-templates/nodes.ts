import type { JobTemplate } from "./job-template";
import { nodeParameters, nodeProxyJob } from "./node-proxy-job";

const parameters = nodeParameters("nodes");

/** The kubelet's own metrics, one target per node. */
export const nodes: JobTemplate<typeof parameters> = {
  id: "nodes",
  parameters,
  build: (context) => [nodeProxyJob({ ...context, path: "/metrics" })],
};
