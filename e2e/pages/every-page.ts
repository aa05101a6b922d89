import type { Page } from "@playwright/test";
import type { SampleFleet } from "@/e2e/support/sample-fleet";
import { ROLLOUT_PAGES } from "./rollout-pages";

export const LANGUAGES = ["en", "zh-CN"] as const;
export type Language = (typeof LANGUAGES)[number];

/** One page, or one state of a page, as it is looked at and checked. */
export type PageView = {
  readonly name: string;
  readonly path: (fleet: SampleFleet) => string;
  readonly heading: Readonly<Record<Language, string | RegExp>>;
  /** Text that is there when the page has all it shows. */
  readonly settled?: Readonly<Record<Language, string | RegExp>>;
  /** What was there before the page is opened, or what the server is made to answer. */
  readonly arrange?: (page: Page, fleet: SampleFleet) => Promise<void>;
  /** What a visitor does on the page before looking. */
  readonly act?: (page: Page) => Promise<void>;
  /** A page that answers 404 says so in the console. */
  readonly isMissing?: boolean;
};

const server = ({ serverId }: SampleFleet, tab = "") => `/servers/${serverId}${tab === "" ? "" : `?tab=${tab}`}`;
const SERVER_NAME = { en: "main", "zh-CN": "main" };
const COUNTED = { en: /\d+ of \d+ up/, "zh-CN": /\d+ ?\/ ?\d+/ };
const GREEN = { en: /\d+ up/, "zh-CN": /\d+ 正常/ };

/** What the signed-in see once there is a fleet. */
export const FLEET_PAGES: readonly PageView[] = [
  { name: "overview", path: () => "/", heading: { en: "Overview", "zh-CN": "概览" }, settled: COUNTED },
  { name: "clusters", path: () => "/clusters", heading: { en: "Clusters", "zh-CN": "集群" } },
  { name: "cluster-new", path: () => "/clusters/new", heading: { en: "Register a cluster", "zh-CN": "注册集群" } },
  {
    name: "cluster-edit",
    path: ({ clusterId }) => `/clusters/${clusterId}`,
    heading: { en: "alpha", "zh-CN": "alpha" },
  },
  {
    name: "cluster-checkup",
    path: ({ clusterId }) => `/clusters/${clusterId}?tab=checkup`,
    heading: { en: "alpha", "zh-CN": "alpha" },
    settled: { en: /Connected: Kubernetes/, "zh-CN": /连接成功/ },
  },
  {
    name: "cluster-access",
    path: ({ clusterId }) => `/clusters/${clusterId}?tab=access`,
    heading: { en: "alpha", "zh-CN": "alpha" },
    settled: { en: /kubectl delete/, "zh-CN": /kubectl delete/ },
  },
  {
    name: "cluster-new-command",
    path: () => "/clusters/new",
    heading: { en: "Register a cluster", "zh-CN": "注册集群" },
    settled: { en: /Make the command/, "zh-CN": /生成命令/ },
    act: (page) => page.getByText(/Run one command there|在集群侧运行一条命令/).click(),
  },
  {
    name: "cluster-targets",
    path: ({ clusterId }) => `/clusters/${clusterId}?tab=targets&kind=pod&object=shop/db-0`,
    heading: { en: "alpha", "zh-CN": "alpha" },
    settled: { en: /jobs? scrape/, "zh-CN": /个任务抓取/ },
  },
  {
    name: "cluster-budget",
    path: ({ clusterId }) => `/clusters/${clusterId}?tab=budget`,
    heading: { en: "alpha", "zh-CN": "alpha" },
    settled: { en: "Open watches", "zh-CN": "打开的 watch" },
  },
  { name: "job-templates", path: () => "/job-templates", heading: { en: "Job templates", "zh-CN": "任务模板" } },
  { name: "relabel-lab", path: () => "/relabel", heading: { en: "Relabel lab", "zh-CN": "Relabel 实验室" } },
  {
    name: "relabel-many-targets",
    path: () => "/relabel",
    heading: { en: "Relabel lab", "zh-CN": "Relabel 实验室" },
    settled: { en: /90 shown/, "zh-CN": /显示 90 个/ },
    arrange: (page) => pasteManyTargets(page),
  },
  {
    name: "relabel-metrics",
    path: () => "/relabel?view=metrics",
    heading: { en: "Relabel lab", "zh-CN": "Relabel 实验室" },
  },
  {
    name: "relabel-tests",
    path: () => "/relabel?view=tests",
    heading: { en: "Relabel lab", "zh-CN": "Relabel 实验室" },
  },
  {
    name: "relabel-findings",
    path: () => "/relabel/findings",
    heading: { en: "Findings of the relabel lab", "zh-CN": "Relabel 实验室的检查项" },
  },
  { name: "servers", path: () => "/servers", heading: { en: "Prometheus servers", "zh-CN": "Prometheus 服务器" } },
  { name: "server-new", path: () => "/servers/new", heading: { en: /^Register a Prom/, "zh-CN": "注册 Prometheus 服务器" } },
  { name: "server-overview", path: (fleet) => server(fleet), heading: SERVER_NAME, settled: GREEN },
  {
    name: "server-health",
    path: (fleet) => server(fleet, "health"),
    heading: SERVER_NAME,
    settled: { en: /targets are up/, "zh-CN": /个 target 中有/ },
  },
  {
    name: "server-new-pull",
    path: () => "/servers/new",
    heading: { en: /^Register a Prom/, "zh-CN": "注册 Prometheus 服务器" },
    act: async (page) => {
      await page.getByRole("combobox", { name: /Way of delivery|交付方式/ }).click();
      await page.getByRole("option", { name: /Fetched by the host|由主机拉取/ }).click();
    },
  },
  { name: "server-settings", path: (fleet) => server(fleet, "settings"), heading: SERVER_NAME },
  { name: "server-base-config", path: (fleet) => server(fleet, "base-config"), heading: SERVER_NAME },
  { name: "server-plan", path: (fleet) => server(fleet, "plan"), heading: SERVER_NAME },
  {
    name: "server-drift",
    path: (fleet) => server(fleet, "drift"),
    heading: SERVER_NAME,
    settled: { en: "as deployed", "zh-CN": "与部署一致" },
  },
  {
    name: "server-drift-edited",
    path: (fleet) => server(fleet, "drift"),
    heading: SERVER_NAME,
    settled: { en: "edited and loaded", "zh-CN": "已修改并已加载" },
    arrange: (page, { serverId }) => answerWithDrift(page, serverId),
  },
  {
    name: "server-compare",
    path: ({ serverId }) => `/servers/${serverId}/compare?from=1&to=next`,
    heading: { en: "Compare revisions", "zh-CN": "比较修订版" },
    settled: { en: /scrape_interval from 15s to 30s/, "zh-CN": /scrape_interval 从 15s 改为 30s/ },
  },
  { name: "server-history", path: (fleet) => server(fleet, "history"), heading: SERVER_NAME },
  { name: "deployments", path: () => "/deployments", heading: { en: "Deployments", "zh-CN": "部署" } },
  {
    name: "deployment-live",
    path: ({ deployments }) => `/deployments/${deployments.live}`,
    heading: { en: "main, revision 1", "zh-CN": "main，修订版 1" },
    settled: GREEN,
  },
  {
    name: "deployment-rolled-back",
    path: ({ deployments }) => `/deployments/${deployments.rolledBack}`,
    heading: { en: "main, revision 2", "zh-CN": "main，修订版 2" },
  },
  {
    name: "deployment-rejected",
    path: ({ deployments }) => `/deployments/${deployments.rejected}`,
    heading: { en: "main, revision 3", "zh-CN": "main，修订版 3" },
  },
  {
    name: "deployment-needs-hands",
    path: ({ deployments }) => `/deployments/${deployments.rolledBack}`,
    heading: { en: "main, revision 2", "zh-CN": "main，修订版 2" },
    // Files and Prometheus failing at once cannot be had at will; the page is the same for whatever the API answers.
    arrange: (page, { deployments }) => answerWithStatus(page, deployments.rolledBack, "needs_hands"),
  },
  {
    name: "server-rollback-plan",
    path: (fleet) => server(fleet, "history"),
    heading: SERVER_NAME,
    settled: {
      en: /plan of a rollback to revision 2.*It has never been live/,
      "zh-CN": /这是回滚到修订版 2 的计划.*从未在此服务器上生效/,
    },
    act: (page) => page.getByRole("link", { name: /Roll back to revision 2|回滚到修订版 2/ }).click(),
  },
  {
    name: "guards",
    path: () => "/guards",
    heading: { en: "Approvals and freezes", "zh-CN": "批准与冻结" },
    settled: { en: "release week", "zh-CN": "release week" },
    arrange: (page, fleet) => answerWithGuards(page, fleet),
  },
  ...ROLLOUT_PAGES,
  { name: "account", path: () => "/account", heading: { en: "Account", "zh-CN": "账户" } },
  {
    name: "not-found",
    path: () => "/no-such-page",
    heading: { en: "There is no such page", "zh-CN": "页面不存在" },
    isMissing: true,
  },
];

/** As somebody left the lab who had pasted targets of three teams, a third of them for tests. */
async function pasteManyTargets(page: Page): Promise<void> {
  const teams = ["checkout", "search", "billing"];
  const targets = Array.from({ length: 90 }, (_, index) => ({
    __address__: `10.0.0.${index}:9100`,
    __meta_kubernetes_namespace: teams[index % 3],
    __meta_kubernetes_pod_name: `web-${index}`,
    env: index % 9 < 3 ? "test" : "prod",
  }));
  const rulesText = `- source_labels: [env]
  regex: test
  action: drop
- source_labels: [__meta_kubernetes_namespace]
  target_label: namespace
- source_labels: [__meta_kubernetes_pod_name]
  regex: web-(\\d)
  action: drop
`;
  const job = { job_name: "web", scheme: "http", metrics_path: "/metrics", scrape_interval: "1m", scrape_timeout: "10s" };
  const labelsText = JSON.stringify(targets);
  const draft = { rulesText, labelsText, job: { ...job, params: "" }, prometheusVersion: "3.5.3", rulesOff: [] };
  await page.addInitScript((text) => localStorage.setItem("promfleet.relabel-lab", text), JSON.stringify(draft));
}

async function answerWithStatus(page: Page, deploymentId: string, status: string): Promise<void> {
  await page.route(`**/api/v1/deployments/${deploymentId}`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), status } });
  });
}

/** Nobody may edit the files of the fleet that all pages share: only the answer says that somebody has. */
async function answerWithDrift(page: Page, serverId: string): Promise<void> {
  const found = (code: string, parameters: object) => ({ code, severity: "error", parameters, path: [] });
  const problems = [
    found("drift/disk-differs", { number: 1 }),
    found("drift/loaded-differs", { number: 1, where: "scrape_configs[prometheus]" }),
  ];
  await page.route(`**/api/v1/servers/${serverId}/drift`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), word: "both", state: "both", problems } });
  });
}

/** Nobody may hold back the fleet that all pages share: only the answers say that somebody does. */
async function answerWithGuards(page: Page, { serverId }: SampleFleet): Promise<void> {
  const on = { id: serverId, name: "main" };
  const times = { createdAt: "2026-03-02T09:00:00.000Z", expiresAt: "2099-01-01T00:00:00.000Z" };
  const undecided = { decision: null, decider: null, decidedAt: null, deploymentId: null };
  const asked = { server: on, digest: "d", reason: "one cluster more", summary: [], author: "Bob", authorId: "b", ...times };
  const decided = { decision: "rejected", decider: "Ada", decidedAt: "2026-03-02T10:00:00.000Z", deploymentId: null };
  const approvals = [
    { id: "1", ...asked, ...undecided },
    { id: "2", ...asked, ...decided },
  ];
  const freeze = { id: "f", server: null, reason: "release week", author: "Ada", startsAt: times.createdAt, endsAt: null };
  await page.route("**/api/v1/approvals", (route) => route.fulfill({ json: approvals }));
  await page.route("**/api/v1/freezes", (route) => route.fulfill({ json: [freeze] }));
}

/** What the first visitor sees, before there is an administrator. */
export const SETUP_PAGE: PageView = {
  name: "setup",
  path: () => "/setup",
  heading: { en: "Set up Promfleet", "zh-CN": "初始化 Promfleet" },
};
export const SIGN_IN_PAGE: PageView = { name: "sign-in", path: () => "/sign-in", heading: { en: "Sign in", "zh-CN": "登录" } };

/** What the administrator sees before anything is registered. */
export const EMPTY_PAGES: readonly PageView[] = [
  { name: "overview-empty", path: () => "/", heading: { en: "Overview", "zh-CN": "概览" } },
  { name: "clusters-empty", path: () => "/clusters", heading: { en: "Clusters", "zh-CN": "集群" } },
  { name: "servers-empty", path: () => "/servers", heading: { en: "Prometheus servers", "zh-CN": "Prometheus 服务器" } },
  { name: "deployments-empty", path: () => "/deployments", heading: { en: "Deployments", "zh-CN": "部署" } },
];

/** Chooses the language as the switch does. */
export async function speak(page: Page, url: string, language: Language): Promise<void> {
  await page.context().addCookies([{ name: "promfleet_locale", value: language, url }]);
}

/** The editor is large, and the machine may be busy with other tests. */
const SETTLED_MS_MAX = 60_000;

/** Goes to a page and waits until it shows what it has: no skeleton, no editor still loading. */
export async function openSettled(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(
    () => {
      const isBusy = document.querySelector('[aria-busy="true"], .mantine-Skeleton-root[data-visible]') !== null;
      const editors = [...document.querySelectorAll(".monaco-editor .view-lines")];
      return !isBusy && editors.every((lines) => lines.childElementCount > 0);
    },
    undefined,
    { timeout: SETTLED_MS_MAX },
  );
}
