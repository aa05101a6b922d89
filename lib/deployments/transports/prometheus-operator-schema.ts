import { z } from "zod";
import { kubernetesTransportSchema, objectNameSchema } from "./kubernetes-schema";

/**
 * The Secret that a Prometheus object of prometheus-operator names under additionalScrapeConfigs. The operator puts its
 * jobs into the main file and has it loaded.
 */
export const prometheusOperatorTransportSchema = kubernetesTransportSchema.omit({ kind: true, configMapName: true }).extend({
  kind: z.literal("prometheus-operator"),
  /** The Prometheus object, to be asked what keeps jobs from arriving; "" asks nothing. */
  prometheusName: z.union([z.literal(""), objectNameSchema]).default(""),
});
