import { z } from "zod";
import { clusterLabels } from "./api-server-proxy";
import { checkTiming, commonParameters, jobTiming, schemeSchema } from "./job-parameters";
import type { JobTemplate } from "./job-template";
import { literalReplacement } from "./relabel-literal";

const parameters = z
  .strictObject({
    ...commonParameters("prometheus"),
    /** host:port; by default the Prometheus that runs the config. */
    target: z
      .string()
      .max(255)
      .regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]):\d{1,5}$/, { error: "template/target" })
      .optional(),
    scheme: schemeSchema.default("http"),
    metrics_path: z
      .string()
      .max(500)
      .regex(/^\/[\w./~-]*$/, { error: "template/path" })
      .default("/metrics"),
  })
  .check(checkTiming);

/** Prometheus itself. The only job without a credential: it does not pass the API server. */
export const prometheus: JobTemplate<typeof parameters> = {
  id: "prometheus",
  parameters,
  build: ({ cluster, server, parameters }) => [
    {
      job_name: `${cluster.name}/${parameters.name}`,
      ...jobTiming(parameters),
      metrics_path: parameters.metrics_path,
      scheme: parameters.scheme,
      static_configs: [{ targets: [parameters.target ?? server.selfAddress] }],
      relabel_configs: [
        { source_labels: ["__address__"], target_label: "instance" },
        ...clusterLabels(cluster),
        { target_label: "job", replacement: literalReplacement(parameters.name) },
      ],
    },
  ],
};
