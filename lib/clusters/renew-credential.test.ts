import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type AccessRule, MONITORING_RULES } from "@/e2e/support/api-server/access-rules";
import { readClusterTokens } from "@/lib/db/cluster-credentials";
import { getClusterRecord } from "@/lib/db/clusters";
import { findRenewal, saveAutomaticRenewal, saveRenewalFailure } from "@/lib/db/credential-renewals";
import { db } from "@/lib/db/database";
import { startFleet, type TestFleet } from "@/lib/deployments/testing/fleet";
import { renewCredential } from "./renew-credential";
import { renewDueCredentials } from "./renew-due-credentials";
import { renewalTime } from "./renewal-time";

const RENEW: AccessRule = {
  verbs: ["create"],
  apiGroups: [""],
  resources: ["serviceaccounts/token"],
  resourceNames: ["prometheus"],
  namespace: "monitoring",
};

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet({ tokenSeconds: { min: 600, max: 3600 } });
});
afterAll(() => fleet.stop());
beforeEach(() => fleet.apiServer.setRules([...MONITORING_RULES, RENEW]));

const add = async (token = fleet.apiServer.addToken({ expiresInSeconds: 3600 })) => {
  const { id } = await fleet.addCluster({ token });
  return { id, token };
};
const stored = async (id: string) => {
  const opened = (await readClusterTokens([await getClusterRecord(id)])).get(id);
  return { version: opened?.description.version, token: opened?.value?.reveal() };
};
const asked = () => fleet.apiServer.requests.filter(({ path }) => path.endsWith("/token")).length;

test("a new token of the same account takes the place of the old one", async () => {
  const { id, token } = await add();
  expect(await renewCredential(id)).toBeNull();
  const after = await stored(id);
  expect(after.version).toBe(2);
  expect(after.token).not.toBe(token);
  expect(await findRenewal(id)).toMatchObject({
    failure: "credential/roll-out-pending",
    isAutomatic: false,
    renewedAt: expect.any(Date),
  });
});

test.each<[string, string, () => Promise<{ id: string; token: string }> | { id: string; token: string }]>([
  [
    "the account may not ask",
    "credential/renewal-forbidden",
    () => {
      fleet.apiServer.setRules(MONITORING_RULES);
      return add();
    },
  ],
  ["the token has ended", "credential/token-refused", () => add(fleet.apiServer.addToken({ expiresInSeconds: -5 }))],
  ["the token has no end", "credential/not-renewable", () => add(fleet.apiServer.addToken())],
])("when %s the old one stays", async (_what, failure, make) => {
  const { id, token } = await make();
  expect(await renewCredential(id)).toBe(failure);
  expect(await stored(id)).toEqual({ version: 1, token });
  expect(await findRenewal(id)).toMatchObject({ failure, renewedAt: null });
});

test("two renewals at once are one", async () => {
  const { id } = await add();
  const before = asked();
  expect(await Promise.all([renewCredential(id), renewCredential(id)])).toEqual([null, null]);
  expect(asked() - before).toBe(1);
  expect((await stored(id)).version).toBe(2);
});

test("a destination changed behind our back gets no token and no question (INV-1)", async () => {
  const { id } = await add();
  const before = fleet.apiServer.requests.length;
  await db().cluster.update({ where: { id }, data: { tlsServerName: "elsewhere.example" } });
  expect(await renewCredential(id)).toBe("credential/not-renewable");
  expect(fleet.apiServer.requests.length).toBe(before);
});

test("only what is switched on is renewed, and only when its time has come", async () => {
  const [one, other] = [await add(), await add()];
  await saveAutomaticRenewal(one.id, true);
  await renewDueCredentials(new Date());
  expect((await stored(one.id)).version).toBe(1);
  expect(await renewDueCredentials(new Date(Date.now() + 2_500_000))).toContain(one.id);
  expect([(await stored(one.id)).version, (await stored(other.id)).version]).toEqual([2, 1]);
});

test("a token that was renewed by hand is brought to the servers until they have it", async () => {
  const { id } = await add();
  expect(await renewDueCredentials()).not.toContain(id);
  await renewCredential(id);
  expect(await renewDueCredentials()).toContain(id);
  await saveRenewalFailure(id, null);
  expect(await renewDueCredentials()).not.toContain(id);
  expect((await stored(id)).version).toBe(2);
});

test("the time is between a half and two thirds of a token's life", () => {
  const facts = {
    kind: "bound",
    account: { namespace: "a", name: "b" },
    issuedAt: "2026-11-22T12:00:00Z",
    expiresAt: "2026-11-22T18:00:00Z",
  } as const;
  for (const id of ["a", "b", "cluster-1", "zzzzzzzz"]) {
    const time = renewalTime(id, facts)?.toISOString() ?? "";
    expect(time >= "2026-11-22T15:00:00" && time <= "2026-11-22T16:00:01").toBe(true);
  }
  expect(renewalTime("a", { ...facts, kind: "legacy" })).toBeNull();
});
