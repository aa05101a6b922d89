import "server-only";
import { z } from "zod";
import type { ApiServerConnection } from "./api-client";
import { type ObjectReading, readObject } from "./named-object";

const conditionSchema = z.object({
  type: z.string(),
  status: z.enum(["True", "Degraded", "False", "Unknown"]).catch("Unknown"),
  observedGeneration: z.number().default(0),
});

export const prometheusObjectSchema = z.object({
  metadata: z.object({ generation: z.number().default(0) }),
  spec: z.object({
    paused: z.boolean().default(false),
    shards: z.number().nullish(),
    secrets: z.array(z.string()).default([]),
    additionalScrapeConfigs: z.object({ name: z.string(), key: z.string() }).nullish(),
  }),
  status: z
    .object({
      replicas: z.number().default(0),
      availableReplicas: z.number().default(0),
      /** "Reconciled" and "Available"; the operator leaves out what it has not looked at. */
      conditions: z.array(conditionSchema).default([]),
    })
    .prefault({}),
});
/** A Prometheus object of prometheus-operator, as far as it decides whether jobs arrive. */
export type PrometheusObject = z.infer<typeof prometheusObjectSchema>;

/** Reads a Prometheus object of prometheus-operator. */
export function readPrometheusObject(
  connection: ApiServerConnection,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Promise<ObjectReading<PrometheusObject>> {
  const path = `/apis/monitoring.coreos.com/v1/namespaces/${encodeURIComponent(namespace)}/prometheuses/${encodeURIComponent(name)}`;
  return readObject(connection, path, prometheusObjectSchema);
}
