import "server-only";
import { BUNDLE_LIMIT, checkSize, MAIN_LIMIT } from "@/lib/bundles/check-size";
import { resolveVersion } from "@/lib/prometheus-api/server-version";
import { type Problem, problem } from "@/lib/result";
import { checkBundle } from "./check-bundle";
import type { DeploymentContext } from "./context";
import { explainRefusal } from "./explain-refusal";
import type { StepOutcome } from "./journal";
import { checkByPromtool, type PromtoolVerdict } from "./promtool";

/** Our own checks, then promtool's, on the very texts that would be written. */
export async function validate({ server, connection, revision, scrub }: DeploymentContext): Promise<StepOutcome<null>> {
  const { version } = await resolveVersion(connection, server.prometheusVersion);
  const sizes = [MAIN_LIMIT, BUNDLE_LIMIT].flatMap((limit) => checkSize(revision.bundle, limit) ?? []);
  const found = [...sizes, ...(await checkBundle(revision.bundle, version))];
  const [first, ...rest] = found.filter(({ severity }) => severity === "error");
  if (first !== undefined) return { ok: false, problems: [first, ...rest] };
  const verdict = await checkByPromtool(revision.bundle.files, version);
  if (verdict.kind === "refused") {
    const parameters = { version: verdict.version };
    const details = { parameters, prometheus: scrub(verdict.message).slice(0, 2000) };
    return { ok: false, problems: [explainRefusal(problem("deployment/promtool-refused", details))] };
  }
  return { ok: true, value: null, facts: [...found, factOf(verdict)] };
}

function factOf(verdict: Exclude<PromtoolVerdict, { kind: "refused" }>): Problem {
  switch (verdict.kind) {
    case "accepted":
      return problem("deployment/promtool-accepted", { severity: "info", parameters: { version: verdict.version } });
    case "other_version":
      return problem("deployment/promtool-other-version", { severity: "info", parameters: { version: verdict.version } });
    case "absent":
      return problem("deployment/promtool-absent", { severity: "info" });
  }
}
