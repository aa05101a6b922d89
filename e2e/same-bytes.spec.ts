import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { type App, expect, test, uniqueName } from "./fixtures";
import type { ApiServer } from "./support/api-server/start-api-server";
import { registerServer } from "./support/arrange";
import { deployLive } from "./support/deploy-through-api";
import { PROJECT_ROOT } from "./support/parts.mjs";
import type { RealPrometheus } from "./support/real-prometheus";

// What the user wrote comes back to the byte: comments, blank lines, quotes, flow style and order.
const BASE_HEAD = `# Owned by the platform team.   Ask before you change it.
global: { scrape_interval: 15s,   evaluation_interval: "30s" } # both on one line

scrape_configs:
    # Indented by four on purpose.
    - job_name: 'own'
      static_configs: [ { targets: [ 'localhost:9090' ] } ]
`;
const BASE_TAIL = `
remote_write: [] # 以后再加
`;
const BASE_CONFIG = BASE_HEAD + BASE_TAIL;

type Fleet = { alpha: ApiServer; beta: ApiServer; names: { alpha: string; beta: string; server: string } };

for (const version of ["asked", "given"] as const) {
  test(`promfleet render gives the bytes that the app deploys, version ${version} @prometheus`, async ({
    app,
    prometheus,
    apiServers,
    folder,
    prometheusLine,
  }) => {
    const names = { alpha: uniqueName("alpha"), beta: uniqueName("beta"), server: uniqueName("main") };
    const fleet = { ...apiServers, names };
    const given = version === "given" ? `${prometheusLine}.0` : null;
    writeFileSync(prometheus.configFile, BASE_CONFIG);
    await deployFromApp(app, prometheus, fleet, given);

    const out = join(folder, "out");
    const fleetFile = writeFleetFile(join(folder, "fleet"), prometheus, fleet, given);
    execFileSync(process.execPath, [join(PROJECT_ROOT, "dist/promfleet.mjs"), "render", fleetFile, "--out", out], {
      stdio: "pipe",
    });

    const rendered = readTree(join(out, names.server));
    const deployed = readTree(prometheus.directory);
    expect([...rendered.keys()]).toHaveLength(4);
    for (const [path, content] of rendered) expect(deployed.get(path), path).toEqual(content);

    const isBookkeeping = (path: string) => path === "promfleet/owner.json" || path.startsWith("promfleet/revisions/");
    expect([...deployed.keys()].filter((path) => !isBookkeeping(path))).toEqual([...rendered.keys()]);
    const main = String(rendered.get("prometheus.yml"));
    expect(new Set(main.match(/promfleet\/[^\s"']+/g))).toEqual(
      new Set([...rendered.keys()].filter((path) => path !== "prometheus.yml")),
    );
    expect(main.startsWith(BASE_HEAD)).toBe(true);
    expect(main.endsWith(BASE_TAIL)).toBe(true);
    expect(main).toMatch(/team\n +replacement: "?数据平台/);
    expect(main).toContain("server_name: kubernetes");
    await expect.poll(() => prometheus.scrapePools()).toContain(`${names.alpha}/kubelet`);
  });
}

const LABELS = { tier: "gold", team: "数据平台", note: 'it\'s: "100%" #1' };
const ALPHA_JOBS = [
  { template: "nodes", name: "kubelet", scrape_interval: "45s", labels: ["kubernetes.io/os"] },
  { template: "service-endpoints", discovery: "endpoints", labels: "all" },
  { template: "pods" },
];

async function deployFromApp(app: App, prometheus: RealPrometheus, { alpha, beta, names }: Fleet, version: string | null) {
  const { client } = app;
  const register = async (input: object) => (await client.post<{ id: string }>("/api/v1/clusters", input)).id;
  const clusterIds = [
    await register({
      name: names.alpha,
      apiServer: alpha.url,
      tls: { kind: "ca", caPem: alpha.caPem },
      tlsServerName: "kubernetes",
      token: alpha.token(),
      labels: LABELS,
      jobs: ALPHA_JOBS.map(({ template, ...parameters }) => ({ template, parameters })),
    }),
    await register({
      name: names.beta,
      apiServer: beta.url,
      tls: { kind: "insecure", reason: "a laboratory without names" },
      token: beta.token(),
      jobs: [{ template: "apiservers", parameters: {} }],
    }),
  ];
  const id = await registerServer(client, prometheus, { name: names.server, clusterIds, baseConfig: BASE_CONFIG });
  if (version !== null) await setVersion(app, id, version);
  await deployLive(client, id);
}

async function setVersion({ client }: App, id: string, prometheusVersion: string): Promise<void> {
  const { url, transport, name, clusterIds, version } = await client.get<Record<string, unknown>>(`/api/v1/servers/${id}`);
  const input = { url, transport, name, clusterIds, version, baseConfig: BASE_CONFIG, auth: { kind: "none" }, prometheusVersion };
  await client.request("PUT", `/api/v1/servers/${id}`, input);
}

/** The same fleet as files, with credentials beside them as an operator would keep them: ended by a line break. */
function writeFleetFile(folder: string, prometheus: RealPrometheus, { alpha, beta, names }: Fleet, version: string | null) {
  const fleet = {
    clusters: [
      {
        name: names.beta,
        api_server: `${beta.url}/`,
        insecure_skip_verify: true,
        reason: "another reason, which is in no file",
        token_file: "beta/token",
        jobs: ["apiservers"],
      },
      {
        name: names.alpha,
        api_server: alpha.url,
        ca_file: "alpha/ca.crt",
        tls_server_name: "kubernetes",
        token_file: "alpha/token",
        labels: LABELS,
        jobs: ALPHA_JOBS,
      },
    ],
    servers: [
      {
        name: names.server,
        url: prometheus.url,
        directory: prometheus.directory,
        ...(version === null ? {} : { prometheus_version: version }),
        base_config_file: "base.yml",
        clusters: [names.alpha, names.beta],
      },
    ],
  };
  const files = {
    // JSON is YAML.
    "FLEET.yml": JSON.stringify(fleet, null, 2),
    "base.yml": BASE_CONFIG,
    "alpha/ca.crt": `${alpha.caPem.trim()}\n`,
    "alpha/token": `${alpha.token()}\n`,
    "beta/token": beta.token(),
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return join(folder, "FLEET.yml");
}

/** Every file below a folder with its bytes, sorted by path. */
function readTree(folder: string): Map<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path))]));
}
