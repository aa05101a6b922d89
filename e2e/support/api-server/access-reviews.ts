import { type AccessQuestion, type AccessRule, isAllowed } from "./access-rules";
import { type Exchange, readJson, sendJson } from "./answer";
import { StatusError } from "./status";

const REVIEW_PATH = "/apis/authorization.k8s.io/v1/";
const WHO_AM_I_PATH = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

type ResourceAttributes = {
  verb?: string;
  group?: string;
  resource?: string;
  subresource?: string;
  name?: string;
  namespace?: string;
};
type Review = {
  spec?: {
    resourceAttributes?: ResourceAttributes;
    nonResourceAttributes?: { verb?: string; path?: string };
    namespace?: string;
  };
};

/** True for the ways to ask about oneself: one right, all rights, the name. */
export function isReview(path: string): boolean {
  if (path === WHO_AM_I_PATH) return true;
  return path === `${REVIEW_PATH}selfsubjectaccessreviews` || path === `${REVIEW_PATH}selfsubjectrulesreviews`;
}

/** Answers SelfSubjectAccessReview and SelfSubjectRulesReview from the rules that the token has, SelfSubjectReview from its account. */
export async function answerReview(
  exchange: Exchange,
  rules: readonly AccessRule[],
  may: (question: AccessQuestion) => boolean = (question) => isAllowed(rules, question),
  user = "",
): Promise<void> {
  if (exchange.request.method !== "POST") {
    throw new StatusError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  }
  const review = (await readJson(exchange)) as Review;
  if (exchange.path === WHO_AM_I_PATH) sendUser(exchange, user);
  else if (exchange.path.endsWith("rulesreviews")) sendRules(exchange, rules, review);
  else sendVerdict(exchange, may, review);
}

function sendVerdict(exchange: Exchange, may: (question: AccessQuestion) => boolean, { spec }: Review): void {
  const question = questionOf(spec);
  if (question === null) throw new StatusError(422, "Invalid", "SelfSubjectAccessReview is invalid");
  const allowed = may(question);
  const status = allowed ? { allowed, reason: 'RBAC: allowed by ClusterRoleBinding "prometheus"' } : { allowed };
  sendJson(exchange, 201, { kind: "SelfSubjectAccessReview", apiVersion: "authorization.k8s.io/v1", metadata: {}, spec, status });
}

function sendRules(exchange: Exchange, rules: readonly AccessRule[], { spec }: Review): void {
  const holding = rules.filter(({ namespace }) => namespace === undefined || namespace === (spec?.namespace ?? "default"));
  const written = holding.map(({ namespace: _namespace, ...rule }) => rule);
  const resourceRules = written.filter(({ resources }) => resources !== undefined);
  const nonResourceRules = written.filter(({ nonResourceURLs }) => nonResourceURLs !== undefined);
  const status = { resourceRules, nonResourceRules, incomplete: false };
  sendJson(exchange, 201, { kind: "SelfSubjectRulesReview", apiVersion: "authorization.k8s.io/v1", metadata: {}, spec, status });
}

function questionOf(spec: Review["spec"]): AccessQuestion | null {
  const { resourceAttributes, nonResourceAttributes } = spec ?? {};
  if (resourceAttributes !== undefined) {
    const { verb = "", group = "", resource = "", subresource = "", name = "", namespace = "" } = resourceAttributes;
    return { verb, group, resource, subresource, name, namespace };
  }
  if (nonResourceAttributes === undefined) return null;
  return { verb: nonResourceAttributes.verb ?? "", path: nonResourceAttributes.path ?? "" };
}

function sendUser(exchange: Exchange, username: string): void {
  const namespace = username.split(":")[2] ?? "";
  const groups = ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"];
  const status = { userInfo: { username, uid: "00000000-0000-4000-8000-000000000001", groups } };
  sendJson(exchange, 201, { kind: "SelfSubjectReview", apiVersion: "authentication.k8s.io/v1", metadata: {}, status });
}
