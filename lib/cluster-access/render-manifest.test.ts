import { expect, test } from "vitest";
import { JOB_TEMPLATE_IDS, type JobChoice, type JobTemplateId } from "@/lib/job-templates/schema";
import { accessCommands } from "./access-commands";
import { allNeeds, needsOfJobs } from "./job-needs";
import { toPolicyRules } from "./policy-rules";
import { accessRules, renderManifest } from "./render-manifest";
import { ACCESS_TIERS, type AccessTier, accessAccountSchema } from "./schema";
import { isAllowed } from "./testing/rbac-evaluator";
import { grantsOfManifest } from "./testing/read-manifest";
import { isTierEnough, leastTier, tierOfNeed, unservedJobs } from "./tiers";

const cluster = { name: "alpha", apiServer: "https://10.0.0.1:6443" };
const account = accessAccountSchema.parse({});

function needsOf(...templates: (JobTemplateId | JobChoice)[]) {
  const jobs = templates.map((one) => (typeof one === "string" ? { template: one, parameters: {} } : one));
  return needsOfJobs({ ...cluster, jobs });
}

test("the manifest of pods, federation and the API server, as it is applied", async () => {
  const manifest = renderManifest({ ...account, canRenew: true }, needsOf("pods", "federation", "apiservers"));
  await expect(manifest).toMatchFileSnapshot("./testdata/account.golden.yml");
});

test("an account of another name, in a namespace of the user's, without a Secret", async () => {
  const other = accessAccountSchema.parse({ name: "scraper", namespace: "monitoring", tokenKind: "bound", tier: "discover" });
  await expect(renderManifest(other, needsOf("nodes"))).toMatchFileSnapshot("./testdata/other-account.golden.yml");
});

test("the order of the jobs does not matter", () => {
  const forwards = renderManifest(account, needsOf(...JOB_TEMPLATE_IDS));
  expect(renderManifest(account, needsOf(...JOB_TEMPLATE_IDS.toReversed()))).toBe(forwards);
});

test.each(JOB_TEMPLATE_IDS)("%s: a strict evaluator finds every need allowed in the tier that allows it, and no other", (id) => {
  const jobs = needsOf(id);
  for (const tier of ACCESS_TIERS) {
    const granted = grantsOfManifest(renderManifest({ ...account, tier }, jobs), account);
    for (const { nonResourceUrl, subresource = "", namespace = "", name = "x", ...need } of allNeeds(jobs)) {
      const path = nonResourceUrl === undefined ? {} : { path: nonResourceUrl };
      const request = { ...need, ...path, subresource, namespace, name: need.verb === "get" ? name : "" };
      const isEnough = ACCESS_TIERS.indexOf(tierOfNeed({ ...need, subresource })) <= ACCESS_TIERS.indexOf(tier);
      expect([tier, request, isAllowed(granted, request)]).toEqual([tier, request, isEnough]);
    }
  }
});

test("no job asks to change anything, and no tier gives it", () => {
  const rules = accessRules(account, needsOf(...JOB_TEMPLATE_IDS)).flatMap((scope) => scope.rules);
  expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(["get", "list", "watch"]));
  expect(JSON.stringify(rules)).not.toMatch(/secrets|\*|exec/);
});

test.each<[guarantee: string, templates: JobTemplateId[], least: AccessTier, unserved: Record<AccessTier, number>]>([
  ["nothing ticked", [], "discover", { discover: 0, kubelet: 0, proxy: 0 }],
  ["the API server's own metrics need no proxy", ["apiservers"], "kubelet", { discover: 1, kubelet: 0, proxy: 0 }],
  ["pods need one", ["pods", "apiservers"], "proxy", { discover: 2, kubelet: 1, proxy: 0 }],
  ["Prometheus itself needs nothing", ["prometheus"], "discover", { discover: 0, kubelet: 0, proxy: 0 }],
])("tiers: %s", (_guarantee, templates, least, unserved) => {
  const jobs = needsOf(...templates);
  expect(leastTier(jobs)).toBe(least);
  expect(Object.fromEntries(ACCESS_TIERS.map((tier) => [tier, unservedJobs(tier, jobs).length]))).toEqual(unserved);
  expect(allNeeds(jobs).every((need) => isTierEnough("proxy", need))).toBe(true);
});

test("a right in one namespace, or for one name, is not written beside the same right without it", () => {
  const get = { verb: "get", apiGroup: "", resource: "services", subresource: "proxy" } as const;
  expect(toPolicyRules([{ ...get, namespace: "a", name: "n" }, get])).toEqual([
    { namespace: null, rules: [{ apiGroups: [""], resources: ["services/proxy"], verbs: ["get"] }] },
  ]);
  expect(
    toPolicyRules([
      { ...get, namespace: "a", name: "n" },
      { ...get, namespace: "a" },
    ]),
  ).toEqual([{ namespace: "a", rules: [{ apiGroups: [""], resources: ["services/proxy"], verbs: ["get"] }] }]);
});

test("the commands make the account, print its token and take everything back", () => {
  const manifest = renderManifest(account, needsOf("nodes"));
  const { apply, printToken, revoke } = accessCommands(account, manifest);
  expect(apply).toBe(`kubectl apply -f - <<'PROMFLEET'\n${manifest}PROMFLEET\n`);
  expect(printToken).toBe(
    `kubectl get secret promfleet-token --namespace promfleet -o go-template='{{ .data.token | base64decode }}{{ "\\n" }}'`,
  );
  expect(revoke).toBe(
    "kubectl delete clusterrolebinding,clusterrole,rolebinding,role,secret,serviceaccount,namespace --all-namespaces " +
      "--selector app.kubernetes.io/managed-by=promfleet,app.kubernetes.io/instance=promfleet",
  );
  const bound = { ...account, tokenKind: "bound", namespace: "monitoring" } as const;
  expect(accessCommands(bound, manifest).printToken).toBe(
    "kubectl create token promfleet --namespace monitoring --duration 8760h",
  );
  expect(accessCommands(bound, manifest).revoke).not.toContain("serviceaccount,namespace");
});
