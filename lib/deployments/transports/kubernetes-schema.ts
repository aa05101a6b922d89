import { z } from "zod";
import { endpointUrlSchema } from "@/lib/outbound-endpoint";

/** The name of an object: dots between labels, as a DNS name. */
export const objectNameSchema = z
  .string()
  .trim()
  .max(253, { error: "delivery/object-name" })
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, { error: "delivery/object-name" });

/** How the cluster is reached in which Prometheus runs; the token is the transport's secret. */
export const kubernetesConnectionFields = {
  apiServer: endpointUrlSchema(["https:"], "cluster/api-server"),
  /** "" for the CAs of this machine. */
  caPem: z.string().trim().max(65_536),
  /** "" for the name in the URL. */
  tlsServerName: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9.:_-]*$/, { error: "cluster/tls-server-name" }),
  namespace: z
    .string()
    .trim()
    .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, { error: "delivery/namespace" }),
};

const SECONDS_ERROR = { error: "delivery/visible-seconds" };

/** A Secret in the cluster where Prometheus runs, mounted as a folder; the main file may be in a ConfigMap. */
export const kubernetesTransportSchema = z.strictObject({
  kind: z.literal("kubernetes"),
  ...kubernetesConnectionFields,
  /** Holds the credentials, and the main file when no ConfigMap does. */
  secretName: objectNameSchema,
  /** "" keeps the main file in the Secret. */
  configMapName: z.union([z.literal(""), objectNameSchema]),
  /** With a ConfigMap: the folder in Prometheus's container where the Secret is mounted. */
  credentialsFolder: z
    .string()
    .trim()
    .regex(/^\/[A-Za-z0-9._/-]*$/, { error: "delivery/credentials-folder" }),
  /** Key of the main file. */
  key: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][-._A-Za-z0-9]{0,200}$/, { error: "delivery/key" }),
  /** How long the kubelet may take to show what has changed. */
  visibleSeconds: z.int(SECONDS_ERROR).min(1, SECONDS_ERROR).max(900, SECONDS_ERROR),
  /** The user's word that we may take the main file over from whoever manages it now. */
  isTakeover: z.boolean(),
});
