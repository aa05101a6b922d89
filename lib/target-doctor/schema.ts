import { z } from "zod";
import { DISCOVERY_ROLES } from "@/lib/cluster-discovery/schema";
import { problemSchema } from "@/lib/deployments/schema";
import type { Problem } from "@/lib/result";

/** Kinds of objects that people ask about. */
export const OBJECT_KINDS = ["pod", "service", "node"] as const;
export type ObjectKind = (typeof OBJECT_KINDS)[number];

/** Which object is meant; a node has no namespace. */
export const objectNameSchema = z.strictObject({
  kind: z.enum(OBJECT_KINDS),
  namespace: z.string().max(63).nullable(),
  name: z.string().min(1).max(253),
});
export type ObjectName = z.infer<typeof objectNameSchema>;

const namespaceInQuery = z
  .string()
  .max(63)
  .default("")
  .transform((text) => (text === "" ? null : text));

/** The same in a URL, where no namespace is an empty text. */
export const objectQuerySchema = z.strictObject({ ...objectNameSchema.shape, namespace: namespaceInQuery });

/** A search by a part of the name; an empty namespace means all. */
export const objectSearchSchema = z.strictObject({
  kind: z.enum(OBJECT_KINDS),
  namespace: namespaceInQuery,
  text: z.string().trim().max(253).default(""),
});

export type ObjectSearch = z.output<typeof objectSearchSchema>;

/** Absent fields are left out, as the type of problems wants it. */
export const problemsSchema = z.array(problemSchema).transform((all): readonly Problem[] =>
  all.map(({ range, prometheus, ...rest }) => ({
    ...rest,
    ...(range === undefined ? {} : { range }),
    ...(prometheus === undefined ? {} : { prometheus }),
  })),
);

const textsSchema = z.record(z.string(), z.string());

/** What of an object decides whether discovery sees it, and how it can be changed. */
export const objectFactsSchema = z.strictObject({
  ...objectNameSchema.shape,
  labels: textsSchema,
  annotations: textsSchema,
  /** Pods: whether it has an address yet. */
  hasIp: z.boolean(),
  portCount: z.int().nonnegative(),
  /** What made it: its annotations are written anew from there. */
  controller: z.strictObject({ kind: z.string(), name: z.string() }).nullable(),
  /** Pods: services whose selector takes it, by name. */
  services: z.array(z.string()),
});
export type ObjectFacts = z.infer<typeof objectFactsSchema>;

/** What one discovery of the cluster's jobs finds of the object. */
export const objectPartSchema = z.strictObject({
  role: z.enum(DISCOVERY_ROLES),
  attachNode: z.boolean(),
  targets: z.array(textsSchema),
  problems: problemsSchema,
});
export type ObjectPart = Readonly<z.infer<typeof objectPartSchema>>;

/** An object with the targets that come of it, before any rule. */
export const objectTargetsSchema = z.strictObject({
  facts: objectFactsSchema,
  parts: z.array(objectPartSchema),
  /** Of the Prometheus whose discovery and rules these are. */
  prometheusVersion: z.string(),
  /** What could not be read, or was left out. */
  problems: problemsSchema,
});
export type ObjectTargets = z.infer<typeof objectTargetsSchema>;

/** Objects that a search found; `isComplete` false: there may be more. */
export const objectMatchesSchema = z.strictObject({
  objects: z.array(objectNameSchema),
  /** Objects looked at, and how many there are, if the API server said. */
  read: z.int().nonnegative(),
  total: z.int().nonnegative().nullable(),
  isComplete: z.boolean(),
  problems: problemsSchema,
});
export type ObjectMatches = z.infer<typeof objectMatchesSchema>;
