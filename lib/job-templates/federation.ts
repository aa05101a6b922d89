import { z } from "zod";
import { apiServerJob } from "./api-server-proxy";
import { checkTiming, commonParameters, jobTiming, objectNameSchema, portSchema, schemeSchema } from "./job-parameters";
import type { JobTemplate } from "./job-template";
import { literalRegex } from "./relabel-literal";

const parameters = z
  .strictObject({
    ...commonParameters("federation"),
    /** Where the Prometheus inside the cluster is. */
    namespace: objectNameSchema.default("monitoring"),
    service: objectNameSchema.default("prometheus"),
    port: portSchema.default(9090),
    scheme: schemeSchema.default("http"),
    /** Its --web.route-prefix, if any. */
    path_prefix: z
      .string()
      .regex(/^(?:\/[\w.~-]+)*$/, { error: "template/path" })
      .refine((path) => !path.split("/").includes(".."), { error: "template/path" })
      .default(""),
    /** Series selectors of what to take over. */
    "match[]": z.array(z.string().min(1).max(4096)).min(1).max(100).default(['{job!=""}']),
  })
  .check(checkTiming);

/** Takes over series of a Prometheus inside the cluster; they keep their `job` and `instance`. */
export const federation: JobTemplate<typeof parameters> = {
  id: "federation",
  parameters,
  build: ({ cluster, server, parameters }) => {
    const { namespace, service, port, scheme, path_prefix } = parameters;
    const address = `${service}.${namespace}.svc:${port}`;
    return [
      apiServerJob({
        cluster,
        server,
        name: parameters.name,
        timing: jobTiming(parameters),
        role: "service",
        honorLabels: true,
        metricsPath: `/api/v1/namespaces/${namespace}/services/${scheme}:${service}:${port}/proxy${path_prefix}/federate`,
        params: { "match[]": parameters["match[]"] },
        rules: [
          { source_labels: ["__address__"], regex: literalRegex(address), action: "keep" },
          { target_label: "instance", replacement: address },
        ],
      }),
    ];
  },
};
