import { readFileSync } from "node:fs";
import { createServer as createHttpsServer } from "node:https";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { needsOfJobs } from "@/lib/cluster-access";
import { type CheckupEvent, type CheckupReport, checkupEventSchema, checkupReportSchema } from "@/lib/clusters/checkup-schema";
import { overrideEnvForTest } from "@/lib/env";
import { certificate, listen, type TestServer } from "@/lib/http/testing/tls-server";
import type { JobTemplateId } from "@/lib/job-templates/schema";
import { runCheckup } from "./run-checkup";
import {
  connectionTo,
  json,
  jwt,
  listOf,
  type Oddities,
  PAGE,
  plain,
  startFakeApiServer,
  status,
} from "./testing/fake-api-server";
import * as hostile from "./testing/hostile-answers";

const DEADLINE_MS = 15_000;
const TEMPLATES: JobTemplateId[] = ["nodes", "cadvisor", "pods", "apiservers"];
const SELF = "POST /apis/authentication.k8s.io/";
const POD_PAGE = "GET /api/v1/namespaces/shop/pods/http:web-1:8080/proxy/metrics";
const NODE_PAGE = "GET /api/v1/nodes/node-1.example/proxy/metrics";
const DAY_S = 86_400;
const now = () => Math.floor(Date.now() / 1000);
const unauthorized = status(401, "Unauthorized");

let healthy: TestServer;
let isOver = false;
let neighbours: Promise<string[]>;

beforeAll(async () => {
  overrideEnvForTest({ allowLoopback: true });
  healthy = await startFakeApiServer();
  neighbours = checkUpAllTheTime();
});

afterAll(async () => {
  isOver = true;
  const outcomes = await neighbours;
  await healthy.close();
  // While the others were in trouble this cluster was checked up all the time, and noticed nothing.
  expect(outcomes.length).toBeGreaterThan(1);
  expect(new Set(outcomes)).toEqual(new Set(["ok"]));
});

async function checkUpAllTheTime(): Promise<string[]> {
  const outcomes: string[] = [];
  while (!isOver) {
    const { report } = await checkUp(healthy.url, {}, ["nodes"]);
    outcomes.push([report.outcome, ...failed(report)].join(" "));
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return outcomes;
}

type Given = { readonly server: () => Promise<TestServer>; readonly connection?: Parameters<typeof connectionTo>[1] };

/** A smaller page is too large already: what is shown is that the cap holds. */
const TEXT_BYTES_MAX = 1024 * 1024;

async function checkUp(url: string, connection: Given["connection"] = {}, templates = TEMPLATES, trialMsMax = 8000) {
  const events: CheckupEvent[] = [];
  const jobs = needsOfJobs({ name: "c", apiServer: url, jobs: templates.map((template) => ({ template, parameters: {} })) });
  const report = await runCheckup(connectionTo(url, connection), jobs, {
    tell: (event) => void events.push(checkupEventSchema.parse(event)),
    trials: { textBytesMax: TEXT_BYTES_MAX, totalMsMax: trialMsMax },
  });
  return { report: checkupReportSchema.parse(report), events };
}

async function checkUpOnce({ server: start, connection }: Given): Promise<CheckupReport> {
  const server = await start();
  const { report } = await checkUp(server.url, connection);
  await server.close();
  expect(report.durationMs).toBeLessThan(DEADLINE_MS);
  expect(JSON.stringify(report)).not.toContain("canary");
  return report;
}

const fake = (oddities: Oddities) => () => startFakeApiServer(oddities);
const failed = ({ steps }: CheckupReport) =>
  steps.filter(({ state }) => state === "failed").map(({ step, code }) => `${step} ${code}`);
const outcomes = ({ fetches }: CheckupReport) => Object.fromEntries(fetches.map(({ kind, outcome }) => [kind, outcome]));
const denied = ({ permissions }: CheckupReport) =>
  permissions
    .filter(({ state }) => state === "denied")
    .map(({ job, verb, resource, subresource }) => `${job}: ${verb} ${resource}${subresource === null ? "" : `/${subresource}`}`);

async function startOldTls(): Promise<TestServer> {
  const folder = fileURLToPath(new URL("../../http/testdata/certificates/", import.meta.url));
  const options = { cert: certificate("valid"), key: readFileSync(`${folder}valid.key`, "utf8") };
  const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
  return listen(createHttpsServer({ ...options, ...old }), "https");
}

/** Most rows only wait: more of them at once than vitest would run, and fewer than one process can serve and ask. */
const LANES = 6;
const lanes = createLanes(LANES);

function createLanes(count: number) {
  const waiting: (() => void)[] = [];
  let free = count;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

/** Starts the rows of a table at the beginning; each test then looks at its own report. */
function startTogether<R extends readonly unknown[]>(rows: readonly R[], run: (row: R) => Promise<CheckupReport>) {
  const running = new Map<R, Promise<CheckupReport>>();
  beforeAll(() => {
    for (const row of rows) {
      const report = lanes(() => run(row));
      report.catch(() => undefined);
      running.set(row, report);
    }
  });
  return async (row: R): Promise<CheckupReport> => {
    const report = await running.get(row);
    if (report === undefined) throw new Error("the row was not started");
    return report;
  };
}

describe.concurrent("a broken registration is told by name within 15 seconds", () => {
  const rows: [string, string, Given][] = [
    ["nobody listens on the port", "tcp refused", { server: hostile.startNobody }],
    ["the port takes connections and stays silent", "tls timeout", { server: hostile.startMute }],
    ["the port is one of SSH", "tls ssh", { server: hostile.startSsh }],
    ["the port speaks http without TLS", "tls plain_http", { server: hostile.startPlainHttp }],
    ["only TLS 1.1 is offered", "tls tls_protocol", { server: startOldTls }],
    ["another CA is given", "tls tls_untrusted", { server: fake({}), connection: { ca: "other-authority" } }],
    ["the certificate has signed itself", "tls tls_self_signed", { server: fake({ certificate: "self-signed" }) }],
    ["the certificate is for another host", "tls tls_name", { server: fake({ certificate: "wrong-name" }) }],
    ["another name is expected", "tls tls_name", { server: fake({}), connection: { serverName: "elsewhere.example" } }],
    ["the certificate has expired", "tls tls_expired", { server: fake({ certificate: "expired" }) }],
    ["the certificate is not valid yet", "tls tls_not_yet_valid", { server: fake({ certificate: "not-yet-valid" }) }],
    ["an intermediate is missing", "tls tls_untrusted", { server: fake({ certificate: "by-intermediate" }) }],
    [
      "the token has expired",
      "authentication token_expired",
      { server: fake({ answers: { "": unauthorized } }), connection: { token: jwt({ exp: now() - DAY_S }) } },
    ],
    [
      "the token is for later",
      "authentication token_not_yet_valid",
      { server: fake({ answers: { "": unauthorized } }), connection: { token: jwt({ nbf: now() + DAY_S }) } },
    ],
    [
      "the token is for another audience",
      "authentication token_wrong_audience",
      {
        server: fake({ answers: { "": unauthorized } }),
        connection: { token: jwt({ iss: "https://a.example", aud: ["vault"] }) },
      },
    ],
    [
      "the token was revoked",
      "authentication token_rejected",
      { server: fake({ answers: { "": unauthorized } }), connection: { token: jwt({ iss: "kubernetes/serviceaccount" }) } },
    ],
    [
      "the token is no token at all",
      "authentication token_rejected",
      { server: fake({ answers: { "": unauthorized } }), connection: { token: "canary" } },
    ],
    [
      "something in between takes the token away",
      "authentication anonymous",
      {
        server: fake({
          answers: { [SELF]: json(201, { kind: "SelfSubjectReview", status: { userInfo: { username: "system:anonymous" } } }) },
        }),
      },
    ],
    [
      "even one's own rights are a secret",
      "authentication forbidden",
      { server: fake({ answers: { "POST ": status(403, "forbidden: canary") } }) },
    ],
    [
      "it redirects",
      "authentication redirected",
      { server: fake({ answers: { "": plain(302, "", { location: "https://canary.example/" }) } }) },
    ],
    [
      "a web page answers",
      "authentication web_page",
      { server: fake({ answers: { "": plain(200, "<!DOCTYPE html><p>canary</p>", { "content-type": "text/html" }) } }) },
    ],
    [
      "another API answers",
      "authentication not_kubernetes",
      { server: fake({ answers: { "": json(200, { hello: "canary" }) } }) },
    ],
    ["the answer never ends", "authentication too_large", { server: fake({ answers: { "": hostile.endless } }) }],
    ["one byte comes per second", "authentication too_slow", { server: fake({ answers: { "": hostile.dripping } }) }],
    ["no answer comes", "authentication timeout", { server: fake({ answers: { "": hostile.silence } }) }],
    [
      "the connection breaks in the body",
      "version interrupted",
      { server: fake({ answers: { "GET /version": hostile.reset } }) },
    ],
    [
      "it limits requests",
      "authentication rate_limited",
      { server: fake({ answers: { "": status(429, "too many requests", { "retry-after": "7" }) } }) },
    ],
    ["it is in a storm of 503", "authentication unavailable", { server: fake({ answers: { "": plain(503, "canary") } }) }],
  ];
  const reportOf = startTogether(rows, ([_case, _expected, given]) => checkUpOnce(given));
  test.for(rows)("%s: %s", async (row) => {
    const [, expected] = row;
    const report = await reportOf(row);
    expect([report.outcome, ...failed(report)]).toEqual(["failed", expected]);
    expect(report.steps.map(({ step }) => step)).toEqual(["dns", "tcp", "tls", "authentication", "version"]);
  });

  test("a name that no DNS knows", async () => {
    const { report } = await checkUp("https://does-not-exist.invalid:6443");
    expect(failed(report)).toEqual(["dns dns"]);
  });

  test("an address that nobody may go to", async () => {
    const { report } = await checkUp("https://169.254.169.254");
    expect(failed(report)).toEqual(["dns blocked_address"]);
  });
});

describe.concurrent("a cluster that is reached, and not all is well", () => {
  test("all is well", async () => {
    const { report, events } = await checkUp(healthy.url);
    expect(report).toMatchObject({ outcome: "ok", kubernetesVersion: "v1.36.2", excess: [], warnings: [] });
    expect(outcomes(report)).toEqual({ node: "ok", cadvisor: "ok", pod: "ok", apiserver: "ok" });
    expect(report.fetches.map(({ series, textBytes }) => [series, textBytes])).toEqual(Array(4).fill([2, PAGE.length]));
    expect(report.systemUid).toBe("0a0b0c0d-1111-4222-8333-444455556666");
    const kinds = events.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "permission")).toHaveLength(report.permissions.length);
    expect(kinds.slice(0, 4)).toEqual(["step", "step", "chain", "step"]);
  });

  test("without nodes/proxy the matrix and the real fetch agree", async () => {
    const forbidden = status(403, 'nodes "node-1.example" is forbidden: User "canary" cannot get resource "nodes/proxy"');
    const answers = { [NODE_PAGE]: forbidden };
    const report = await checkUpOnce({ server: fake({ denied: ["get nodes/proxy"], answers }) });
    expect(report.outcome).toBe("partial");
    expect(denied(report)).toEqual(["nodes: get nodes/proxy", "cadvisor: get nodes/proxy"]);
    expect(outcomes(report)).toEqual({ node: "api_forbidden", cadvisor: "api_forbidden", pod: "ok", apiserver: "ok" });
  });

  test("without list pods no pod can be tried", async () => {
    const answers = { "GET /api/v1/pods?": status(403, "pods is forbidden: canary") };
    const report = await checkUpOnce({ server: fake({ denied: ["list pods"], answers }) });
    expect(denied(report)).toContain("pods: list pods");
    expect(outcomes(report)).toMatchObject({ node: "ok", pod: "targets_unknown" });
  });

  test("a list that the API server forgets before its end (410)", async () => {
    const page = json(200, { kind: "List", metadata: { continue: "more", remainingItemCount: 9 }, items: [] });
    const answers: Oddities["answers"] = {
      "GET /api/v1/pods?": (request, response) =>
        (request.url?.includes("continue=more") ? status(410, "The provided continue parameter is too old") : page)(
          request,
          response,
        ),
    };
    const report = await checkUpOnce({ server: fake({ answers }) });
    expect(report.warnings).toEqual([{ code: "list_expired", parameters: { resource: "pods" } }]);
    expect(outcomes(report)).toMatchObject({ node: "ok", pod: "targets_unknown" });
  });

  test("clocks that differ by a day", async () => {
    const date = new Date(Date.now() + DAY_S * 1000).toUTCString();
    const answer = json(201, { kind: "SelfSubjectReview", status: { userInfo: { username: "u" } } }, { date });
    const report = await checkUpOnce({ server: fake({ answers: { [SELF]: answer } }) });
    const [warning] = report.warnings;
    expect([warning?.code, Math.round(Number(warning?.parameters.skewSeconds) / 60)]).toEqual(["clock_skew", 1440]);
  });

  test("an API server under an IPv6 address", async () => {
    const server = await startFakeApiServer();
    const { report } = await checkUp(`https://[::ffff:127.0.0.1]:${server.port}`, { serverName: "localhost" }, ["nodes"]);
    await server.close();
    expect(report.outcome).toBe("ok");
  });

  test("an API server older than the review of oneself", async () => {
    const report = await checkUpOnce({ server: fake({ answers: { [SELF]: status(404, "could not find the resource") } }) });
    expect(report.outcome).toBe("ok");
  });

  test("more rights than the jobs need", async () => {
    const report = await checkUpOnce({ server: fake({ extra: ["list secrets", "create pods/exec"] }) });
    expect(report.excess).toEqual(["read-secrets", "exec"]);
  });

  test("an API server that answers no review", async () => {
    const report = await checkUpOnce({ server: fake({ answers: { "POST /apis/authorization": status(404, "canary") } }) });
    expect(report.excess).toBeNull();
    expect(new Set(report.permissions.map(({ state }) => state))).toEqual(new Set(["unknown"]));
    expect(report.warnings.map(({ code }) => code)).toEqual(["review_unavailable"]);
  });

  test("lists that never end leave the rest as it is", async () => {
    const report = await checkUpOnce({ server: fake({ answers: { "GET /api/v1/pods?": hostile.silence } }) });
    expect(outcomes(report)).toMatchObject({ node: "ok", pod: "targets_unknown", apiserver: "ok" });
  });
});

describe.concurrent("what one real fetch through the proxy of pods came to", () => {
  const reached = (text: string) => status(503, `error trying to reach service: ${text}`);
  const rows: [string, string, NonNullable<Oddities["answers"]>[string]][] = [
    ["the right is missing", "api_forbidden", status(403, 'pods "web-1" is forbidden: User "x" cannot get "pods/proxy"')],
    ["the pod has gone", "api_not_found", status(404, 'pods "web-1" not found')],
    ["nobody listens in the pod", "target_refused", reached("dial tcp 10.1.1.1:8080: connect: connection refused")],
    ["the node is dead", "target_timeout", reached("dial tcp 10.1.1.1:8080: i/o timeout")],
    ["https to a plain port", "target_wants_http", reached("tls: first record does not look like a TLS handshake")],
    ["http to a TLS port", "target_wants_https", plain(400, "Client sent an HTTP request to an HTTPS server.\n")],
    ["a pod without an address", "address_not_allowed", status(400, "address not allowed")],
    ["no pod behind a service", "no_endpoints", status(503, 'no endpoints available for service "x"')],
    ["no such service port", "no_service_port", status(503, 'no service port 8443 found for service "x"')],
    ["kube-rbac-proxy or a password", "target_unauthorized", plain(401, "Unauthorized\n")],
    [
      "an API server that knows ours as nobody",
      "target_forbidden",
      status(403, 'User "system:anonymous" cannot get path "/metrics"'),
    ],
    ["another path", "target_not_found", plain(404, "404 page not found\n")],
    ["a failing exporter", "target_error", plain(500, "canary")],
    ["a web page", "web_page", plain(200, "<html>canary</html>", { "content-type": "text/html" })],
    ["a web page under a false name", "web_page", plain(200, "<html>canary</html>", { "content-type": "text/plain" })],
    ["some other text", "not_metrics", plain(200, '"canary": 1\n')],
    ["a blank content type", "blank_content_type", plain(200, PAGE, {})],
    ["a foreign content type", "foreign_content_type", plain(200, PAGE, { "content-type": "application/json" })],
    ["no series", "no_series", plain(200, "# nothing here\n\n")],
    ["a redirect", "redirected", plain(302, "", { location: "/login" })],
    ["a port name in place of its number", "proxy_broke_off", hostile.panic],
    ["an exporter that never answers", "timeout", hostile.silence],
    ["an exporter that breaks off", "interrupted", hostile.reset],
    ["a page that drips", "too_slow", hostile.dripping],
    ["a page that never ends in one line", "too_large", hostile.endless],
    ["a bomb of gzip", "too_large", hostile.bomb],
  ];
  const reportOf = startTogether(rows, async ([_case, _expected, answer]) => {
    const server = await startFakeApiServer({ answers: { [POD_PAGE]: answer } });
    const isWaiting = answer === hostile.silence || answer === hostile.dripping;
    const { report } = await checkUp(server.url, {}, ["pods"], isWaiting ? 2500 : 8000);
    await server.close();
    return report;
  });
  test.for(rows)("%s: %s", async (row) => {
    const report = await reportOf(row);
    expect(outcomes(report)).toEqual({ pod: row[1] });
    expect(report.durationMs).toBeLessThan(DEADLINE_MS);
    expect(JSON.stringify(report)).not.toContain("canary");
  });

  test("a cluster without such a pod is no trouble", async () => {
    const server = await startFakeApiServer({ answers: { "GET /api/v1/pods?": listOf() } });
    const { report } = await checkUp(server.url, {}, ["pods"]);
    await server.close();
    expect([report.outcome, outcomes(report)]).toEqual(["ok", { pod: "no_target" }]);
  });
});
