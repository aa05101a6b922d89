import type { JobTemplate } from "./job-template";
import { kubeletJob, kubeletParameters } from "./kubelet-job";

const parameters = kubeletParameters("cadvisor-direct");

/** Resource use of the containers on each node, asked at each kubelet without the API server's proxy. */
export const cadvisorDirect: JobTemplate<typeof parameters> = {
  id: "cadvisor-direct",
  parameters,
  build: (context) => [kubeletJob({ ...context, path: "/metrics/cadvisor" })],
};
