import { z } from "zod";

/** Lower-case DNS label: it is safe in job names, file names and label values alike. */
export function dnsLabelSchema(error: string) {
  return z
    .string()
    .trim()
    .regex(/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/, { error });
}
