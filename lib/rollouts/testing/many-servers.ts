import { expect } from "vitest";
import type { RealPrometheus } from "@/e2e/support/real-prometheus";
import { confirmEverything } from "@/lib/deployments/guards/confirm-everything";
import { planDeployment } from "@/lib/deployments/plan-deployment";
import { settleDeployments } from "@/lib/deployments/running";
import { startFaultProxy } from "@/lib/deployments/testing/fault-proxy";
import { ACTOR, leftovers, OWN_CONFIG, readMain, startFleet, UNWATCHED_TIMES } from "@/lib/deployments/testing/fleet";
import { releaseDisks } from "@/lib/deployments/testing/small-disk";
import { settleRollouts } from "@/lib/rollouts/drive-rollout";
import { getRollout } from "@/lib/rollouts/get-rollout";
import type { ConfirmedServer, Rollout } from "@/lib/rollouts/schema";
import { startRollout } from "@/lib/rollouts/start-rollout";
import { editServer } from "@/lib/servers/edit-server";
import { getServer } from "@/lib/servers/get-server";

export const STRATEGY = { canary: 1, sharePercent: 25, settleSeconds: 0, parallel: 4 };
/** Queued reloads of a server that stood still, on a busy machine. */
const LOADED_WITHIN_MS = 30_000;

/** A real Prometheus behind a proxy that can treat its reloads badly. */
export type Place = {
  readonly id: string;
  readonly prometheus: RealPrometheus;
  readonly proxy: Awaited<ReturnType<typeof startFaultProxy>>;
};

/** One generation of the config: its number is in the name of a job, of a rule file and of a file of jobs. */
export type Generation = { readonly number: number; readonly text: string };

export type ManyServers = Awaited<ReturnType<typeof startManyServers>>;

/** Servers to roll out to, each with a Prometheus of its own, all with the same base config. */
export async function startManyServers(count: number) {
  const fleet = await startFleet();
  const places: readonly Place[] = await Promise.all(
    Array.from({ length: count }, async () => {
      const prometheus = await fleet.run("3.5", fleet.makeFolder());
      const proxy = await startFaultProxy(prometheus.url);
      return { prometheus, proxy, id: (await fleet.addServer(prometheus, { url: proxy.url })).id };
    }),
  );
  const ids = places.map(({ id }) => id);
  let number = 0;

  return {
    fleet,
    places,
    ids,

    /** A new base config for every server, so that each has something to deploy. */
    async changeAll(): Promise<Generation> {
      number += 1;
      const text = configOf(number);
      for (const id of ids) await changeBaseConfig(id, text);
      return { number, text };
    },

    async stop() {
      await settleRollouts();
      releaseDisks();
      for (const { proxy } of places) await proxy.stop();
      await fleet.stop();
    },
  };
}

/** The files that it names are not there unless a test puts something bad into them. */
function configOf(number: number): string {
  const files = `rule_files: [rules-${number}.yml]\nscrape_config_files: [jobs-${number}.yml]\n`;
  const job = `  - job_name: round-${number}\n    static_configs: [{ targets: ["localhost:1"] }]\n`;
  return `${files}${OWN_CONFIG}${job}`;
}

async function changeBaseConfig(id: string, baseConfig: string): Promise<void> {
  const { name, url, transport, prometheusVersion, caPem, clusterIds, version } = await getServer(id);
  const fields = { name, url, transport, prometheusVersion, caPem, clusterIds, version, baseConfig };
  await editServer(id, { ...fields, auth: { kind: "none" } }, ACTOR);
}

/** The plans of servers as they are now, with everything accepted that they ask for. */
export async function confirm(ids: readonly string[]): Promise<ConfirmedServer[]> {
  return await Promise.all(
    ids.map(async (serverId) => {
      const { digest } = await planDeployment(serverId);
      return { serverId, digest, ...(await confirmEverything(serverId)) };
    }),
  );
}

/** Starts a rollout and waits for its end. */
export async function rollOut(
  servers: readonly ConfirmedServer[],
  strategy = STRATEGY,
  times = UNWATCHED_TIMES,
): Promise<Rollout> {
  const { id } = await startRollout({ servers: [...servers], strategy, reason: "test" }, ACTOR, times);
  return await ended(id);
}

/** What has become of a rollout once nobody works on it in this process. */
export async function ended(id: string): Promise<Rollout> {
  await settleRollouts();
  await settleDeployments();
  return await getRollout(id);
}

export const statesOf = ({ members }: Rollout) => members.map(({ state }) => state);
export const codesOf = ({ members }: Rollout) => members.flatMap(({ problems }) => problems.map(({ code }) => code));

/** No deployment of a wave begins before every one of the wave before has ended. */
export function expectWavesInOrder({ members }: Rollout): void {
  const spans = (wave: number) => members.filter((member) => member.wave === wave).flatMap(({ deployment }) => deployment ?? []);
  for (const wave of [1, 2]) {
    const ends = spans(wave - 1).map(({ finishedAt }) => Date.parse(finishedAt ?? "9999-01-01"));
    const starts = spans(wave).map(({ createdAt }) => Date.parse(createdAt));
    for (const start of starts) expect(start).toBeGreaterThanOrEqual(Math.max(...ends));
  }
}

/** What each line of the ledger says is what the disk of its server holds, what its Prometheus has loaded, and what it scrapes. */
export async function expectLedgerTrue(
  { members }: Rollout,
  places: readonly Place[],
  { before, after }: { before: Generation; after: Generation },
): Promise<void> {
  for (const { server, state } of members) {
    const place = places.find(({ id }) => id === server.id);
    if (place === undefined) throw new Error(`${server.name} has no place`);
    const { text, number } = state === "live" ? after : before;
    const { directory } = place.prometheus;
    expect([server.name, state, readMain(directory)]).toEqual([server.name, state, text]);
    expect(leftovers(directory)).toEqual([]);
    const pools = async () => [server.name, ...(await place.prometheus.scrapePools()).toSorted()];
    await expect.poll(pools, { timeout: LOADED_WITHIN_MS }).toEqual([server.name, "own", `round-${number}`]);
    expect(await place.prometheus.loadedConfig()).toContain(`rules-${number}.yml`);
  }
}

/** A small generator (Park and Miller), so that a round can be repeated. */
export function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
}
