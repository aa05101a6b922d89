import { z } from "zod";
import { problemSchema } from "@/lib/deployments/schema";
import type { Problem } from "@/lib/result";

/** What keeps a way of delivery from working; nothing when it would. */
export type TransportCheck = { readonly problems: readonly Problem[] };
const shape = z.strictObject({ problems: z.array(problemSchema) });
/** An absent key and an undefined one are the same in JSON. */
export const transportCheckSchema = shape as unknown as z.ZodType<TransportCheck>;
