import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { tokenFilePath } from "@/lib/bundles/file-names";
import { main } from "./main";
import { makePathsAbsolute } from "./serve";

const TOKEN = "canary-token-9d1e";
const CA = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "promfleet-cli-"));
  mkdirSync(join(folder, "alpha"));
  writeFileSync(join(folder, "alpha", "token"), `${TOKEN}\n`);
  writeFileSync(join(folder, "alpha", "ca.crt"), `${CA}\n`);
  writeFileSync(join(folder, "base.yml"), "# mine\nglobal: {}\n");
});

afterEach(() => {
  process.exitCode = undefined;
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function writeFleet(changes: { url?: string; version?: string; jobs?: string } = {}): string {
  const { url = "http://127.0.0.1:9090", version = "prometheus_version: 3.5.3", jobs = "[nodes, pods]" } = changes;
  const path = join(folder, "fleet.yml");
  writeFileSync(
    path,
    `clusters:
  - { name: alpha, api_server: "https://10.200.1.2:6443", ca_file: alpha/ca.crt, token_file: alpha/token, jobs: ${jobs} }
servers:
  - name: main
    url: ${url}
    directory: /etc/prometheus
    base_config_file: base.yml
    clusters: [alpha]
    ${version}
`,
  );
  return path;
}

/** Runs the command; what it says, on both streams, and its exit code. */
async function run(...argv: string[]): Promise<{ code: number; said: string }> {
  let said = "";
  const collect = (chunk: unknown) => {
    said += String(chunk);
    return true;
  };
  vi.spyOn(process.stderr, "write").mockImplementation(collect);
  vi.spyOn(process.stdout, "write").mockImplementation(collect);
  await main(argv);
  return { code: Number(process.exitCode ?? 0), said };
}

describe("render", () => {
  test("writes one folder per server, tokens readable by the group only", async () => {
    const out = join(folder, "out");
    const { code, said } = await run("render", writeFleet(), "--out", out, "--lang", "en");
    expect([code, said]).toEqual([0, expect.stringContaining("as the fleet file says")]);
    const config = readFileSync(join(out, "main", "prometheus.yml"), "utf8");
    expect(config).toMatch(/^# mine\nglobal: \{\}\nscrape_configs:\n {2}# cluster alpha\n {2}- job_name: alpha\/nodes\n/);
    const tokenFile = join(out, "main", tokenFilePath("alpha", TOKEN));
    expect(readFileSync(tokenFile, "utf8")).toBe(TOKEN);
    expect(statSync(tokenFile).mode & 0o777).toBe(0o640);
    expect(`${said}${config}`).not.toContain(TOKEN);
    expect(readdirSync(out)).toEqual(["main"]);
  });

  test("twice gives the same bytes, and nothing of the run before is left", async () => {
    const out = join(folder, "out");
    await run("render", writeFleet(), "--out", out);
    const first = readFileSync(join(out, "main", "prometheus.yml"), "utf8");
    writeFileSync(join(folder, "alpha", "token"), "another-token");
    await run("render", writeFleet(), "--out", out);
    expect(readdirSync(join(out, "main", "promfleet", "credentials", "alpha"))).toHaveLength(2);
    writeFileSync(join(folder, "alpha", "token"), TOKEN);
    await run("render", writeFleet(), "--out", out);
    expect(readFileSync(join(out, "main", "prometheus.yml"), "utf8")).toBe(first);
  });

  test("leaves a folder alone that holds anything else", async () => {
    const out = join(folder, "out");
    mkdirSync(join(out, "main"), { recursive: true });
    writeFileSync(join(out, "main", "notes.txt"), "mine");
    const { code, said } = await run("render", writeFleet(), "--out", out, "--lang", "en");
    expect([code, said]).toEqual([1, expect.stringContaining("left alone")]);
    expect(readdirSync(join(out, "main"))).toEqual(["notes.txt"]);
  });

  test.each<[guarantee: string, prepare: () => void, language: string, expected: string]>([
    ["an unknown template", () => writeFleet({ jobs: "[node]" }), "en", "fleet.yml:2:114: There is no such job template"],
    ["the same in Chinese", () => writeFleet({ jobs: "[node]" }), "zh", "没有这个 job 模板"],
    [
      "a token file that is not there",
      () => rmSync(join(folder, "alpha", "token")),
      "en",
      "fleet.yml:2:94: The file alpha/token cannot be read (ENOENT)",
    ],
    ["a token of two lines", () => writeFileSync(join(folder, "alpha", "token"), "a\nb"), "en", "does not hold a bearer token"],
    ["a CA that is none", () => writeFileSync(join(folder, "alpha", "ca.crt"), "x"), "en", "does not hold a CA certificate"],
    ["a broken base config", () => writeFileSync(join(folder, "base.yml"), "a: 1\nb"), "en", "base.yml:2:1: "],
    [
      "a job name that the base config has",
      () => writeFileSync(join(folder, "base.yml"), "scrape_configs:\n  - job_name: alpha/pods\n"),
      "en",
      "base.yml:2:15: The base config has a job named alpha/pods",
    ],
  ])("finding, exit code 1, nothing written: %s", async (_guarantee, prepare, language, expected) => {
    const fleet = writeFleet();
    prepare();
    const { code, said } = await run("--lang", language, "render", fleet, "--out", join(folder, "out"));
    expect(said).toContain(expected);
    expect(code).toBe(1);
    expect(readdirSync(folder)).not.toContain("out");
  });

  test("asks the server for its version", async () => {
    const server = createServer((_request, response) => {
      response
        .setHeader("content-type", "application/json")
        .end(JSON.stringify({ status: "success", data: { version: "2.53.3+ds1" } }));
    }).listen(0, "127.0.0.1");
    await new Promise((done) => server.once("listening", done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, said } = await run("render", writeFleet({ url, version: "" }), "--out", join(folder, "out"), "--lang", "en");
    server.close();
    expect([code, said]).toEqual([0, expect.stringContaining("main: Prometheus 2.53.3, as the server says")]);
    expect(readFileSync(join(folder, "out", "main", "prometheus.yml"), "utf8")).not.toContain("fallback_scrape_protocol");
  });

  test("assumes the newest known version when nobody answers, and says so", async () => {
    const fleet = writeFleet({ url: "http://127.0.0.1:1", version: "" });
    const { code, said } = await run("render", fleet, "--out", join(folder, "out"), "--lang", "en");
    expect([code, said]).toEqual([0, expect.stringContaining("assuming Prometheus 3.5.3")]);
  });
});

test.each<[guarantee: string, argv: string[], code: number, expected: string]>([
  ["help", ["--help"], 0, "promfleet"],
  ["help of a subcommand, with an example", ["render", "--help", "--lang", "en"], 0, "promfleet render fleet.yml --out rendered"],
  ["help in Chinese", ["--help", "--lang=zh"], 0, "退出码"],
  ["the version", ["--version"], 0, "0.1.0"],
  ["nothing at all shows the help", [], 2, "Usage"],
  ["an unknown subcommand", ["rendr"], 2, "rendr"],
  ["no --out", ["render", "fleet.yml"], 2, "--out"],
  ["a fleet file that is not there", ["render", "/nonexistent/fleet.yml", "--out", "x"], 2, "ENOENT"],
])("%s", async (_guarantee, argv, code, expected) => {
  const result = await run(...argv);
  expect(result.said).toContain(expected);
  expect(result.code).toBe(code);
});

test("only render may reach the own machine: the server keeps its guard", async () => {
  vi.stubEnv("PROMFLEET_ALLOW_LOOPBACK", "");
  await run("serve", "--help");
  expect(process.env.PROMFLEET_ALLOW_LOOPBACK).toBe("");
});

test("serve makes every path absolute before Next changes the working directory", () => {
  const environment: Record<string, string | undefined> = { DATABASE_URL: "file:./a.db", PROMFLEET_KEYRING_FILE: "keys" };
  makePathsAbsolute(environment);
  expect(environment).toEqual({
    PROMFLEET_DATA_DIR: resolve("data"),
    DATABASE_URL: `file:${resolve("a.db")}`,
    PROMFLEET_KEYRING_FILE: resolve("keys"),
  });
});
