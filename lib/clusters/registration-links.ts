import "server-only";
import { createHash } from "node:crypto";
import { needsOfJobs, renderManifest } from "@/lib/cluster-access";
import { registrationCommand, renderRegistrationScript } from "@/lib/cluster-access/registration-script";
import { env } from "@/lib/env";
import type { RegistrationChoice } from "./registration-schema";

const PATH = "/api/v1/registration-codes";

/** What is stored of a code. */
export function hashCode(code: string): string {
  return createHash("sha256").update(code).digest("hex");
}

/** What the cluster's side runs for a choice. */
export function scriptOf({ account, apiServer, name, jobs }: RegistrationChoice, code: string): string {
  // Where the API server is decides no right; a path before /api would be taken off again.
  const needs = needsOfJobs({ name, apiServer: apiServer ?? "https://kubernetes", jobs });
  const redeemUrl = `${env().externalUrl}${PATH}/redeem`;
  return renderRegistrationScript({ account, manifest: renderManifest(account, needs), apiServer, code, redeemUrl });
}

export function commandOf(code: string): string {
  return registrationCommand(code, `${env().externalUrl}${PATH}/script`);
}
