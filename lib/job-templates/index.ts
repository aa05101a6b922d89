import type { ScrapeConfig } from "@/lib/prometheus/scrape-config";
import { okUnless, type Problem, type Result } from "@/lib/result";
import { apiservers } from "./apiservers";
import { cadvisor } from "./cadvisor";
import { cadvisorDirect } from "./cadvisor-direct";
import { federation } from "./federation";
import type { ClusterSource, JobTemplate, ServerSource } from "./job-template";
import { nodes } from "./nodes";
import { nodesDirect } from "./nodes-direct";
import { parameterProblems } from "./parameter-problems";
import { pods } from "./pods";
import { prometheus } from "./prometheus";
import { pushgateway } from "./pushgateway";
import { JOB_TEMPLATE_IDS, type JobChoice, type JobTemplateId } from "./schema";
import { serviceEndpoints } from "./service-endpoints";
import { servicesProbe } from "./services-probe";

/** Every built-in template, by name. */
export const JOB_TEMPLATES: Record<JobTemplateId, JobTemplate> = {
  apiservers,
  nodes,
  cadvisor,
  "nodes-direct": nodesDirect,
  "cadvisor-direct": cadvisorDirect,
  "service-endpoints": serviceEndpoints,
  pods,
  "services-probe": servicesProbe,
  pushgateway,
  federation,
  prometheus,
};

export type BuiltJob = { readonly template: JobTemplateId; readonly config: ScrapeConfig };

/**
 * The scrape configs of one cluster, in the order of JOB_TEMPLATE_IDS; jobs of one template keep the user's order.
 * Paths of problems start at the cluster: ["jobs", index, "parameters", ...].
 */
export function buildJobs(
  cluster: ClusterSource & { readonly jobs: readonly JobChoice[] },
  server: ServerSource,
): Result<BuiltJob[]> {
  const problems: Problem[] = [];
  const built = cluster.jobs.flatMap((choice, index): BuiltJob[] => {
    const template = JOB_TEMPLATES[choice.template];
    const parameters = template.parameters.safeParse(choice.parameters);
    if (!parameters.success) {
      const found = parameterProblems(choice, parameters.error.issues);
      problems.push(...found.map((one) => ({ ...one, path: ["jobs", index, "parameters", ...one.path] })));
      return [];
    }
    return template
      .build({ cluster, server, parameters: parameters.data })
      .map((config) => ({ template: choice.template, config }));
  });
  const order = ({ template }: BuiltJob) => JOB_TEMPLATE_IDS.indexOf(template);
  return okUnless(
    built.toSorted((a, b) => order(a) - order(b)),
    problems,
  );
}
