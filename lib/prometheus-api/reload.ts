import "server-only";
import { type AskFailure, askForReply, type PrometheusConnection } from "./ask";
import type { Scrub } from "./scrub";

/** What came of a reload request. None of these decides anything: what the server runs does. */
export type ReloadOutcome =
  | { readonly kind: "accepted" }
  /** 403: the lifecycle API is off. */
  | { readonly kind: "forbidden" }
  | { readonly kind: "method_refused" }
  /** 500: refused, or applied in part. */
  | { readonly kind: "failed"; readonly message: string }
  /** Something in between answered, or nobody did: it may have happened. */
  | { readonly kind: "unknown"; readonly reason: AskFailure | `status_${number}` };

const RELOAD_MS_MAX = 60_000;
const JOB_MS = 1;
/** Prometheus repeats whole documents in some messages. */
const MESSAGE_LENGTH_MAX = 2000;

/**
 * Asks a server once to read its configuration again.
 * @param jobCount how many jobs it will have: each takes its time
 */
export async function reload(connection: PrometheusConnection, scrub: Scrub, jobCount = 0): Promise<ReloadOutcome> {
  const totalMsMax = RELOAD_MS_MAX + jobCount * JOB_MS;
  const reply = await askForReply(connection, "/-/reload", { method: "POST", totalMsMax });
  if (!reply.ok) return { kind: "unknown", reason: reply.failure };
  const { status, body } = reply.value;
  switch (status) {
    case 200:
      return { kind: "accepted" };
    case 403:
      return { kind: "forbidden" };
    case 405:
      return { kind: "method_refused" };
    case 500:
      return { kind: "failed", message: scrub(body).trim().slice(0, MESSAGE_LENGTH_MAX) };
    default:
      return { kind: "unknown", reason: status === 401 ? "unauthorized" : `status_${status}` };
  }
}
