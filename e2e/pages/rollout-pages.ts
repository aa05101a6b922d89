import type { Page } from "@playwright/test";
import type { SampleFleet } from "@/e2e/support/sample-fleet";
import type { PageView } from "./every-page";

// Several servers, one of them failing, take longer to set up than to look at: the pages are shown what the API would say.

const AT = "2026-11-22T09:00:00.000Z";

function member(position: number, state: string, fleet: SampleFleet, more: Record<string, unknown> = {}) {
  return {
    server: { id: fleet.serverId, name: `prometheus-${position + 1}` },
    position,
    wave: Math.min(position, 2),
    digest: "0".repeat(64),
    state,
    deployment: null,
    undoDeployment: null,
    hasPrevious: true,
    problems: [],
    ...more,
  };
}

function stoppedRollout(fleet: SampleFleet) {
  const deployment = {
    id: fleet.deployments.live,
    status: "live",
    createdAt: AT,
    finishedAt: "2026-11-22T09:00:04.000Z",
  };
  const refused = { code: "deployment/reload-failed", severity: "error", parameters: {}, path: [] };
  return {
    id: "stopped",
    author: "Ada",
    reason: "new interval",
    strategy: { canary: 1, sharePercent: 50, settleSeconds: 30, parallel: 4 },
    status: "stopped",
    members: [
      member(0, "live", fleet, { deployment }),
      member(1, "failed", fleet, {
        deployment: { ...deployment, id: fleet.deployments.rolledBack, status: "rolled_back" },
        problems: [refused],
      }),
      member(2, "waiting", fleet),
    ],
    createdAt: AT,
    finishedAt: "2026-11-22T09:01:00.000Z",
  };
}

async function answerWithRollout(page: Page, fleet: SampleFleet): Promise<void> {
  const rollout = stoppedRollout(fleet);
  await page.route("**/api/v1/rollouts", (route) => route.fulfill({ json: [rollout] }));
  await page.route(`**/api/v1/rollouts/${rollout.id}`, (route) => route.fulfill({ json: rollout }));
}

/** Pages of deployments to several servers. */
export const ROLLOUT_PAGES: readonly PageView[] = [
  {
    name: "rollouts",
    path: () => "/rollouts",
    heading: { en: "Rollouts", "zh-CN": "批量发布" },
    settled: { en: "1 of 3 live", "zh-CN": "1 / 3 已生效" },
    arrange: answerWithRollout,
  },
  {
    name: "rollout-new",
    path: () => "/rollouts/new",
    heading: { en: "Deploy to several servers", "zh-CN": "部署到多台服务器" },
    settled: { en: /ready, .* with nothing to deploy/, "zh-CN": /台就绪/ },
  },
  {
    name: "rollout-stopped",
    path: () => "/rollouts/stopped",
    heading: { en: "Rollout to 3 servers", "zh-CN": "发布到 3 台服务器" },
    settled: { en: "Prometheus refused to load the new configuration.", "zh-CN": /Prometheus 拒绝/ },
    arrange: answerWithRollout,
  },
];
