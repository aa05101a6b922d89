import "server-only";
import { db } from "./database";

const ROLL_OUT_PENDING = "credential/roll-out-pending";

/** Whether and how the token of a cluster is renewed. */
export type StoredRenewal = {
  readonly clusterId: string;
  readonly isAutomatic: boolean;
  readonly triedAt: Date | null;
  /** Problem code that the last try ended with; null when it went well. */
  readonly failure: string | null;
  readonly renewedAt: Date | null;
};

/** What is known of the renewals of one cluster; null when nobody has asked for one. */
export async function findRenewal(clusterId: string): Promise<StoredRenewal | null> {
  return db().credentialRenewal.findUnique({ where: { clusterId } });
}

/** What is known of all renewals, asked for once or by themselves. */
export async function listRenewals(): Promise<StoredRenewal[]> {
  return db().credentialRenewal.findMany();
}

/** Switches the renewal by itself on or off. */
export async function saveAutomaticRenewal(clusterId: string, isAutomatic: boolean): Promise<void> {
  await db().credentialRenewal.upsert({ where: { clusterId }, create: { clusterId, isAutomatic }, update: { isAutomatic } });
}

/** Keeps how a try ended. A renewed token has yet to be rolled out: should this process end, the next one knows. */
export async function saveRenewalOutcome(clusterId: string, failure: string | null, at: Date): Promise<void> {
  const outcome = failure === null ? { triedAt: at, failure: ROLL_OUT_PENDING, renewedAt: at } : { triedAt: at, failure };
  await db().credentialRenewal.upsert({
    where: { clusterId },
    create: { clusterId, isAutomatic: false, ...outcome },
    update: outcome,
  });
}

/** Keeps what stands in the way of a renewed token's use; null when nothing does any more. */
export async function saveRenewalFailure(clusterId: string, failure: string | null): Promise<void> {
  await db().credentialRenewal.updateMany({ where: { clusterId }, data: { failure } });
}
