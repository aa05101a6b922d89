import { z } from "zod";
import { EXCESS_CODES } from "@/lib/cluster-access/excess";
import { jobChoiceSchema } from "@/lib/job-templates/schema";
import { apiServerSchema, clusterNameSchema, clusterTlsSchema, connectionInputSchema } from "./schema";

/** From the wire upwards; a step that fails leaves those after it skipped. */
export const CHECKUP_STEPS = ["dns", "tcp", "tls", "authentication", "version"] as const;
export type CheckupStepName = (typeof CHECKUP_STEPS)[number];

/**
 * Every trouble that a step can name. What the parameters are is said behind each; all have `host` and `port`.
 * The words for people are in checkup.json under `code.<code>`.
 */
export const CHECKUP_CODES = [
  // dns
  "dns", // the name has no address
  "blocked_address", // the guard lets nobody go there (T-30)
  // tcp
  "refused", // nobody listens on the port
  "timeout", // no packet comes back: firewall, wrong address. Also: connected, and then silence (see the step)
  "unreachable", // no route
  // tls
  "plain_http", // the port speaks http without TLS
  "ssh", // the port speaks SSH
  "not_tls", // the port speaks something else
  "tls_protocol", // TLS 1.1 or older only, or no cipher in common
  "tls_failed", // the handshake broke off
  "tls_untrusted", // the chain does not lead to the given CA (another CA, or an intermediate is missing); see `chain`
  "tls_self_signed", // the leaf has signed itself and is not the given CA: it can be pinned
  "tls_name", // name: what was expected; the names of the certificate are in `chain`
  "tls_expired", // notAfter (ISO time)
  "tls_not_yet_valid", // notBefore (ISO time)
  // authentication
  "token_expired", // expiredAt (ISO time)
  "token_not_yet_valid", // validFrom (ISO time)
  "token_wrong_audience", // audience: what the token is for
  "token_rejected", // 401, and the token itself does not say why: revoked, account or Secret gone, other cluster
  "anonymous", // the token is accepted as nobody (system:anonymous)
  "forbidden", // 403 for what every account may do
  // version, and any step that gets an answer
  "interrupted", // the connection broke off in the middle of an answer
  "too_slow", // the answer had begun and did not end in time
  "too_large", // more came than such an answer can have
  "not_http", // TLS, but no HTTP behind it
  "redirected", // 3xx: status
  "web_page", // an HTML page: a proxy, a console, a sign-in
  "not_kubernetes", // HTTP, but no Kubernetes API. status
  "rate_limited", // 429: retryAfterSeconds (-1 when not said)
  "unavailable", // 5xx: status
] as const;
export type CheckupCode = (typeof CHECKUP_CODES)[number];

/** Facts for a sentence; numbers, times, names of ours or from the user's own token: never text of a foreign answer. */
const parametersSchema = z.record(z.string(), z.union([z.string().max(500), z.number()]));

export const checkupStepSchema = z.strictObject({
  step: z.enum(CHECKUP_STEPS),
  state: z.enum(["ok", "failed", "skipped"]),
  /** Null unless the state is failed. */
  code: z.enum(CHECKUP_CODES).nullable(),
  parameters: parametersSchema,
  durationMs: z.int().nonnegative(),
});
export type CheckupStep = z.infer<typeof checkupStepSchema>;

/** A presented certificate. Its texts come from the other side: shown as text, capped, never in a sentence's logic. */
export const presentedCertificateSchema = z.strictObject({
  subject: z.string().max(300),
  issuer: z.string().max(300),
  /** DNS names and IP addresses, the first 20. */
  names: z.array(z.string().max(255)).max(20),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  /** SHA-256 of the DER form, upper-case hex with colons, as `openssl x509 -fingerprint -sha256` prints it. */
  fingerprint: z.string().regex(/^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/),
  isSelfSigned: z.boolean(),
  isAuthority: z.boolean(),
  /** The very certificate is one of the given CA's. */
  isInGivenCa: z.boolean(),
});
export type PresentedCertificate = z.infer<typeof presentedCertificateSchema>;

/** What was presented, leaf first, whether trusted or not. */
export const presentedChainSchema = z.strictObject({
  certificates: z.array(presentedCertificateSchema).max(10),
  /** What can be pinned as the CA: the last authority of the chain, else the leaf. Public data, to be compared out of band. */
  pin: z.strictObject({ fingerprint: z.string(), pem: z.string().max(16_384), isAuthority: z.boolean() }).nullable(),
  /** E.g. "TLSv1.3"; null when the handshake did not get so far. */
  protocol: z.enum(["TLSv1.2", "TLSv1.3"]).nullable(),
});
export type PresentedChain = z.infer<typeof presentedChainSchema>;

/** One cell of the matrix job x verb x resource. */
export const checkupPermissionSchema = z.strictObject({
  /** The `job` label, and the template that it comes from. */
  job: z.string(),
  template: z.string(),
  verb: z.enum(["get", "list", "watch"]),
  apiGroup: z.string(),
  /** "" when a nonResourceUrl is meant. */
  resource: z.string(),
  subresource: z.string().nullable(),
  namespace: z.string().nullable(),
  name: z.string().nullable(),
  nonResourceUrl: z.string().nullable(),
  /** unknown: the cluster did not answer the question. */
  state: z.enum(["allowed", "denied", "unknown"]),
});
export type CheckupPermission = z.infer<typeof checkupPermissionSchema>;

/** The ways by which a job's scrapes can pass the cluster. `kubelet` is direct, without the API server. */
export const TRIAL_KINDS = ["apiserver", "node", "cadvisor", "pod", "service", "kubelet"] as const;
export type TrialKind = (typeof TRIAL_KINDS)[number];

/**
 * What one real fetch through a cluster came to. "api_" is what the API server itself answered (a Status object),
 * "target_" what the thing behind it did: the status alone does not tell them apart.
 */
export const TRIAL_OUTCOMES = [
  "ok",
  // Nothing was fetched.
  "no_target", // the cluster has nothing of this kind
  "targets_unknown", // the list from which to take one was not answered (see permissions)
  // The API server's own answer.
  "api_unauthorized", // 401: the token
  "api_forbidden", // 403: the right to this proxy path is missing
  "api_not_found", // 404: node, pod or service is not there any more, or only hand-made EndpointSlices
  "api_bad_request", // 400: the path is not one that the proxy serves
  "api_rate_limited", // 429
  "api_unavailable", // 5xx of the API server that says nothing of the target
  "address_not_allowed", // 400: the pod has no address, or one to which the proxy does not go
  "no_endpoints", // 503: the service has no ready pod behind it
  "no_service_port", // 503: the service has no such port
  "target_refused", // 503: nobody listens on that port
  "target_timeout", // 503/504: the API server could not reach it in time (dead node, network policy)
  "target_unreachable", // 503: another trouble between API server and target
  "target_wants_http", // 503: https was asked for, it speaks http
  "proxy_broke_off", // the API server gave up the request without an answer: a port name in place of its number
  // The target's own answer.
  "target_wants_https", // 400: http was asked for, it speaks https
  "target_unauthorized", // 401: it is protected (kube-rbac-proxy or a password), and the proxy passes no token on
  "target_forbidden", // 403: it is protected and knows the API server only as anonymous
  "target_not_found", // 404: no metrics at this path
  "target_error", // any other 4xx or 5xx of the target
  "redirected",
  "web_page", // HTML in place of metrics
  "not_metrics", // a text that is no exposition format
  "blank_content_type", // Prometheus 3 refuses it, unless fallback_scrape_protocol is set
  "foreign_content_type", // Prometheus 3 refuses it
  "no_series", // well formed and empty
  "too_large", // beyond the cap: series counted so far
  "too_slow", // begun and not over in time
  "timeout", // no first byte in time
  "interrupted",
  "unreachable", // no connection to the API server, or for `kubelet` to the node
  "tls_untrusted", // `kubelet`: its certificate is not of the cluster's CA, so the token was not sent
] as const;
export type TrialOutcome = (typeof TRIAL_OUTCOMES)[number];

export const trialFetchSchema = z.strictObject({
  outcome: z.enum(TRIAL_OUTCOMES),
  /** HTTP status, null when none came. */
  status: z.int().nullable(),
  durationMs: z.int().nonnegative(),
  /** As received: compressed when it came so. */
  bytes: z.int().nonnegative(),
  /** Unpacked. */
  textBytes: z.int().nonnegative(),
  /** Lines that are samples. */
  series: z.int().nonnegative(),
});
export type TrialFetch = z.infer<typeof trialFetchSchema>;

export const checkupFetchSchema = trialFetchSchema.extend({
  kind: z.enum(TRIAL_KINDS),
  /** Path under the API server's URL; null when nothing was fetched. */
  path: z.string().max(600).nullable(),
  /** Jobs (`job` labels) whose scrapes go this way. */
  jobs: z.array(z.string()),
});
export type CheckupFetch = z.infer<typeof checkupFetchSchema>;

/** What should be known and stops nothing. Parameters are said behind each. */
export const CHECKUP_WARNINGS = [
  "clock_skew", // skewSeconds: the API server's clock less ours, beyond 30 s
  "verification_skipped", // the certificate is not checked at all
  "certificate_ends_soon", // notAfter, days: less than 30
  "token_ends_soon", // expiresAt, days: less than 14
  "token_without_end", // a legacy token of a Secret: valid until it is deleted
  "same_cluster", // name, id: this cluster is registered already (namespace kube-system has the same UID)
  "list_expired", // 410: the API server forgets a list before it is read to its end. resource
  "review_unavailable", // the cluster answers no access review: permissions are unknown
] as const;
export const checkupWarningSchema = z.strictObject({ code: z.enum(CHECKUP_WARNINGS), parameters: parametersSchema });
export type CheckupWarning = z.infer<typeof checkupWarningSchema>;

export const checkupReportSchema = z.strictObject({
  /** failed: a step failed. partial: reachable, but a permission is denied or a fetch was not ok. */
  outcome: z.enum(["ok", "partial", "failed"]),
  takenAt: z.iso.datetime(),
  durationMs: z.int().nonnegative(),
  /** Always all of CHECKUP_STEPS in their order. */
  steps: z.array(checkupStepSchema),
  chain: presentedChainSchema.nullable(),
  kubernetesVersion: z.string().nullable(),
  /** The API server's clock less ours. */
  clockSkewMs: z.int().nullable(),
  permissions: z.array(checkupPermissionSchema),
  fetches: z.array(checkupFetchSchema),
  /** Rights beyond what the jobs need; null when the cluster did not say. */
  excess: z.array(z.enum(EXCESS_CODES)).nullable(),
  warnings: z.array(checkupWarningSchema),
  /** UID of the namespace kube-system; null when the account may not read it. */
  systemUid: z.uuid().nullable(),
});
export type CheckupReport = z.infer<typeof checkupReportSchema>;

/** One line of the answer to POST /api/v1/clusters/checkup: parts as they come, and at the end the whole. */
export const checkupEventSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("step"), step: checkupStepSchema }),
  z.strictObject({ kind: z.literal("chain"), chain: presentedChainSchema }),
  z.strictObject({ kind: z.literal("permission"), permission: checkupPermissionSchema }),
  z.strictObject({ kind: z.literal("fetch"), fetch: checkupFetchSchema }),
  z.strictObject({ kind: z.literal("excess"), excess: z.array(z.enum(EXCESS_CODES)) }),
  z.strictObject({ kind: z.literal("warning"), warning: checkupWarningSchema }),
  z.strictObject({ kind: z.literal("report"), report: checkupReportSchema }),
  /** Something of ours broke; the log has it under the request's id. */
  z.strictObject({ kind: z.literal("broken") }),
]);
export type CheckupEvent = z.infer<typeof checkupEventSchema>;

/** A connection, saved or not, and the jobs whose rights and ways are looked at. */
export const checkupInputSchema = z.strictObject({
  clusterId: connectionInputSchema.shape.clusterId,
  /** For the names of jobs; any when absent. */
  name: clusterNameSchema.default("cluster"),
  apiServer: apiServerSchema,
  tls: clusterTlsSchema,
  tlsServerName: connectionInputSchema.shape.tlsServerName,
  token: connectionInputSchema.shape.token,
  jobs: z.array(jobChoiceSchema).max(50).default([]),
});
export type CheckupInput = z.infer<typeof checkupInputSchema>;
