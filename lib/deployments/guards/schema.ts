import { z } from "zod";

/** Something that shrinks too much (lib/bundles/find-shrinkages.ts): its number has to be typed. */
export const shrinkageSchema = z.strictObject({
  key: z.string(),
  what: z.enum(["jobs", "clusters"]),
  count: z.int(),
  before: z.int(),
  percent: z.int(),
  percentMax: z.int(),
  names: z.array(z.string()),
});
