import { z } from "zod";

/** Names of the built-in templates, in the order in which their jobs are rendered. One file each in this folder. */
export const JOB_TEMPLATE_IDS = [
  "apiservers",
  "nodes",
  "cadvisor",
  "nodes-direct",
  "cadvisor-direct",
  "service-endpoints",
  "pods",
  "services-probe",
  "pushgateway",
  "federation",
  "prometheus",
] as const;

export type JobTemplateId = (typeof JOB_TEMPLATE_IDS)[number];

/** A job chosen for a cluster: which template, with which parameters. The template itself checks the parameters. */
export const jobChoiceSchema = z.strictObject({
  template: z.enum(JOB_TEMPLATE_IDS),
  parameters: z.record(z.string(), z.json()).default({}),
});

export type JobChoice = z.infer<typeof jobChoiceSchema>;
