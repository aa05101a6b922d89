import { z } from "zod";
import { apiServerJob } from "./api-server-proxy";
import { checkTiming, commonParameters, jobTiming } from "./job-parameters";
import type { JobTemplate } from "./job-template";

const parameters = z.strictObject(commonParameters("apiservers")).check(checkTiming);

/**
 * The API server's own metrics. All replicas are behind one address, so they are one target, named after the service:
 * N targets would each show whichever replica the load balancer picked.
 */
export const apiservers: JobTemplate<typeof parameters> = {
  id: "apiservers",
  parameters,
  build: ({ cluster, server, parameters }) => [
    apiServerJob({
      cluster,
      server,
      name: parameters.name,
      timing: jobTiming(parameters),
      // The same block as that of service-endpoints: one watch for both.
      role: "endpointslice",
      metricsPath: "/metrics",
      rules: [
        {
          source_labels: [
            "__meta_kubernetes_namespace",
            "__meta_kubernetes_service_name",
            "__meta_kubernetes_endpointslice_port_name",
          ],
          regex: "default;kubernetes;https",
          action: "keep",
        },
        { target_label: "instance", replacement: "kubernetes.default.svc:443" },
      ],
    }),
  ],
};
