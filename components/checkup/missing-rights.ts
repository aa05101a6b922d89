import { type AccessAccount, accessAccountSchema, type JobsOfCluster, leastTier, needsOfJobs } from "@/lib/cluster-access";
import { type AccessObject, accessObjects, renderManifest } from "@/lib/cluster-access/render-manifest";
import { ACCOUNT_NAME, ACCOUNT_NAMESPACE } from "@/lib/cluster-access/schema";
import { renderYaml } from "@/lib/prometheus/render-yaml";

/** Whose rights are meant. */
export type AccountName = { readonly name: string; readonly namespace: string };

/**
 * The manifest that gives an account what the jobs need: all of it, so that applying it twice is the same as once.
 * An account that is not ours keeps its own roles and gets one more.
 */
export function missingRightsManifest(jobs: JobsOfCluster, owner: AccountName | null): string {
  const needs = needsOfJobs(jobs);
  const account = accessAccountSchema.parse({ ...owner, tier: leastTier(needs), tokenKind: "secret" });
  if (isOurs(account)) return renderManifest(account, needs);
  const roles = accessObjects({ ...account, tokenKind: "bound" }, needs).filter(({ kind }) => /Role/.test(kind));
  return roles.map((object) => renderYaml(renamed(object, `${ACCOUNT_NAME}-${account.name}`))).join("---\n");
}

function isOurs({ name, namespace }: AccessAccount): boolean {
  return name === ACCOUNT_NAME && namespace === ACCOUNT_NAMESPACE;
}

function renamed(object: AccessObject, name: string): AccessObject {
  const { roleRef } = object;
  const metadata = { ...object.metadata, name };
  if (roleRef === null || typeof roleRef !== "object" || Array.isArray(roleRef)) return { ...object, metadata };
  return { ...object, metadata, roleRef: { ...roleRef, name } };
}

const SUBJECT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** The service account that a token names as its own; null when it names none. Nothing is verified: it only fills a template. */
export function accountOfToken(token: string): AccountName | null {
  try {
    const payload = token.split(".")[1] ?? "";
    const { sub } = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))) as { sub?: unknown };
    const [, namespace, name] = SUBJECT.exec(String(sub)) ?? [];
    return namespace === undefined || name === undefined ? null : { namespace, name };
  } catch {
    return null;
  }
}
