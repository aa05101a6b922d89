import "server-only";
import type { CheckupWarning } from "@/lib/clusters/checkup-schema";
import type { ApiServerConnection } from "@/lib/kubernetes/api-client";
import { endOfChain } from "./look-at-tls";
import type { Reached } from "./reach-api-server";
import { readClaims } from "./token-claims";

const SKEW_MS_MAX = 30_000;
const DAY_MS = 86_400_000;
const CERTIFICATE_DAYS_MIN = 30;
const TOKEN_DAYS_MIN = 14;

/** What should be known of a connection that stands, or of why it does not. */
export function connectionWarnings({ tls, token }: ApiServerConnection, reached: Reached): CheckupWarning[] {
  const now = Date.now();
  return [
    ...skewWarning(reached),
    ...certificateWarnings(tls.isInsecure, reached, now),
    ...tokenWarnings(token.reveal(), reached, now),
  ];
}

function skewWarning({ clockSkewMs }: Reached): CheckupWarning[] {
  if (clockSkewMs === null || Math.abs(clockSkewMs) <= SKEW_MS_MAX) return [];
  return [{ code: "clock_skew", parameters: { skewSeconds: Math.round(clockSkewMs / 1000) } }];
}

function certificateWarnings(isInsecure: boolean, { chain }: Reached, now: number): CheckupWarning[] {
  if (isInsecure) return [{ code: "verification_skipped", parameters: {} }];
  const end = chain === null ? null : endOfChain(chain);
  const left = end === null ? null : daysLeft(end, now);
  if (end === null || left === null || left < 0 || left >= CERTIFICATE_DAYS_MIN) return [];
  return [{ code: "certificate_ends_soon", parameters: { notAfter: end.toISOString(), days: left } }];
}

function tokenWarnings(token: string, { isReachable }: Reached, now: number): CheckupWarning[] {
  const claims = readClaims(token);
  if (!isReachable || claims === null) return [];
  if (claims.exp === undefined) return [{ code: "token_without_end", parameters: {} }];
  const end = new Date(Math.min(claims.exp * 1000, Date.UTC(9999, 0)));
  const left = daysLeft(end, now);
  if (left < 0 || left >= TOKEN_DAYS_MIN) return [];
  return [{ code: "token_ends_soon", parameters: { expiresAt: end.toISOString(), days: left } }];
}

function daysLeft(end: Date, now: number): number {
  return Math.floor((end.getTime() - now) / DAY_MS);
}
