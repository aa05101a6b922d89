import { z } from "zod";
import { apiServerSchema, clusterLabelsSchema, clusterNameSchema } from "@/lib/clusters/schema";
import { jobChoiceSchema } from "@/lib/job-templates/schema";
import { parsePrometheusVersion } from "@/lib/prometheus/versions";
import { serverNameSchema, serverPolicySchema, serverUrlSchema } from "@/lib/servers/schema";

/** A path as written: relative ones start at the fleet file's folder. */
const fileSchema = z.string().min(1, { error: "fleet/empty-path" });

const fleetClusterSchema = z.strictObject({
  name: clusterNameSchema,
  api_server: apiServerSchema,
  ca_file: fileSchema.optional(),
  insecure_skip_verify: z.boolean().optional(),
  reason: z.string().optional(),
  tls_server_name: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, { error: "cluster/tls-server-name" })
    .optional(),
  token_file: fileSchema,
  labels: clusterLabelsSchema.default({}),
  jobs: z
    .array(z.union([z.string().transform((template) => ({ template, parameters: {} })), z.unknown()]).pipe(jobChoiceSchema))
    .default([]),
});

const fleetServerSchema = z.strictObject({
  name: serverNameSchema,
  url: serverUrlSchema,
  directory: z.string().regex(/^\/[^\0]*$/, { error: "server/directory" }),
  prometheus_version: z
    .string()
    .refine((text) => parsePrometheusVersion(text) !== null, { error: "server/prometheus-version" })
    .optional(),
  base_config_file: fileSchema.optional(),
  /** Where the jobs go: the main file, or a file for each cluster (from 2.43 on). */
  file_layout: serverPolicySchema.shape.fileLayout.default("single"),
  clusters: z.array(z.string()).default([]),
});

/** The declarative file of `promfleet render`. */
export const fleetSchema = z.strictObject({
  clusters: z.array(fleetClusterSchema),
  servers: z.array(fleetServerSchema),
});

export type Fleet = z.output<typeof fleetSchema>;
export type FleetCluster = Fleet["clusters"][number];
export type FleetServer = Fleet["servers"][number];
