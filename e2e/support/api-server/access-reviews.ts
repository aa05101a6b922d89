import { type AccessQuestion, type AccessRule, isAllowed } from "./access-rules";
import { type Exchange, sendJson } from "./answer";
import { StatusError } from "./status";

const REVIEW_PATH = "/apis/authorization.k8s.io/v1/";
const BODY_BYTES_MAX = 65_536;

type ResourceAttributes = { verb?: string; group?: string; resource?: string; subresource?: string; name?: string };
type Review = {
  spec?: {
    resourceAttributes?: ResourceAttributes;
    nonResourceAttributes?: { verb?: string; path?: string };
    namespace?: string;
  };
};

/** True for the two ways to ask about one's own rights. */
export function isReview(path: string): boolean {
  return path === `${REVIEW_PATH}selfsubjectaccessreviews` || path === `${REVIEW_PATH}selfsubjectrulesreviews`;
}

/** Answers SelfSubjectAccessReview and SelfSubjectRulesReview from the rules that the token has. */
export async function answerReview(
  exchange: Exchange,
  rules: readonly AccessRule[],
  may: (question: AccessQuestion) => boolean = (question) => isAllowed(rules, question),
): Promise<void> {
  if (exchange.request.method !== "POST") {
    throw new StatusError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  }
  const review = await readReview(exchange);
  if (exchange.path.endsWith("rulesreviews")) sendRules(exchange, rules, review);
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
  const resourceRules = rules.filter(({ resources }) => resources !== undefined);
  const nonResourceRules = rules.filter(({ nonResourceURLs }) => nonResourceURLs !== undefined);
  const status = { resourceRules, nonResourceRules, incomplete: false };
  sendJson(exchange, 201, { kind: "SelfSubjectRulesReview", apiVersion: "authorization.k8s.io/v1", metadata: {}, spec, status });
}

function questionOf(spec: Review["spec"]): AccessQuestion | null {
  const { resourceAttributes, nonResourceAttributes } = spec ?? {};
  if (resourceAttributes !== undefined) {
    const { verb = "", group = "", resource = "", subresource = "", name = "" } = resourceAttributes;
    return { verb, group, resource, subresource, name };
  }
  if (nonResourceAttributes === undefined) return null;
  return { verb: nonResourceAttributes.verb ?? "", path: nonResourceAttributes.path ?? "" };
}

async function readReview({ request }: Exchange): Promise<Review> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_BYTES_MAX) throw new StatusError(413, "RequestEntityTooLarge", "request is too large");
  }
  try {
    return JSON.parse(text) as Review;
  } catch {
    throw new StatusError(400, "BadRequest", "the object provided is unrecognized");
  }
}
