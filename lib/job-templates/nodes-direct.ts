import type { JobTemplate } from "./job-template";
import { kubeletJob, kubeletParameters } from "./kubelet-job";

const parameters = kubeletParameters("nodes-direct");

/** The kubelet's own metrics, asked at each node without the API server's proxy. */
export const nodesDirect: JobTemplate<typeof parameters> = {
  id: "nodes-direct",
  parameters,
  build: (context) => [kubeletJob({ ...context, path: "/metrics" })],
};
