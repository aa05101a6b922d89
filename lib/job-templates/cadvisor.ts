import type { JobTemplate } from "./job-template";
import { nodeParameters, nodeProxyJob } from "./node-proxy-job";

const parameters = nodeParameters("cadvisor");

/** Resource use of the containers on each node, from the cAdvisor inside the kubelet. */
export const cadvisor: JobTemplate<typeof parameters> = {
  id: "cadvisor",
  parameters,
  build: (context) => [nodeProxyJob({ ...context, path: "/metrics/cadvisor" })],
};
