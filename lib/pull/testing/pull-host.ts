import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GET as getBundle } from "@/app/api/v1/pull/bundle/route";
import { POST as postReport } from "@/app/api/v1/pull/report/route";
import { GET as getScript } from "@/app/api/v1/pull/script/route";
import { pullScript } from "@/lib/pull/pull-script";

const HANDLERS = {
  "GET /api/v1/pull/bundle": getBundle,
  "POST /api/v1/pull/report": postReport,
  "GET /api/v1/pull/script": getScript,
};

export type PullRoutes = Awaited<ReturnType<typeof startPullRoutes>>;

/** The real route handlers behind a real HTTP server, which can be told to cut an answer short. */
export async function startPullRoutes() {
  /** "GET /api/v1/pull/bundle 200", one per answer. */
  const answers: string[] = [];
  const state = { cutAfter: Number.POSITIVE_INFINITY };
  const server: Server = createServer((incoming, outgoing) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const name = `${incoming.method} ${incoming.url}`;
      const handler = HANDLERS[name as keyof typeof HANDLERS];
      const request = new Request(`http://127.0.0.1${incoming.url}`, {
        method: incoming.method ?? "GET",
        headers: Object.entries(incoming.headers).map(([key, value]): [string, string] => [key, String(value)]),
        ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
      });
      const response = await handler(request, { params: Promise.resolve({}) });
      answers.push(`${name} ${response.status}`);
      const body = Buffer.from(await response.arrayBuffer());
      outgoing.writeHead(response.status, {
        ...Object.fromEntries(response.headers),
        ...(body.length === 0 ? {} : { "content-length": body.length }),
      });
      if (body.length <= state.cutAfter) outgoing.end(body);
      else outgoing.write(body.subarray(0, state.cutAfter), () => outgoing.destroy());
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    cutAfter: (bytes: number) => {
      state.cutAfter = bytes;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

type HostOptions = {
  readonly url: string;
  readonly token: string;
  readonly directory: string;
  readonly prometheusUrl: string;
};
type RunOptions = {
  /** Ends the script by SIGKILL when it comes to this step. */
  readonly killAt?: string;
  readonly url?: string;
  readonly token?: string;
  readonly prometheusUrl?: string;
  /** What the host has besides the usual programs. */
  readonly path?: string;
};
export type HostRun = { readonly code: number | null; readonly output: string };

export type PullHost = ReturnType<typeof createPullHost>;

/** A host with the script on it, run by the machine's own sh. */
export function createPullHost({ url, token, directory, prometheusUrl }: HostOptions) {
  const folder = mkdtempSync(join(tmpdir(), "promfleet-host-"));
  const run = (options: RunOptions = {}): Promise<HostRun> => {
    const file = join(folder, `pull-${options.killAt ?? "whole"}.sh`);
    const text = pullScript();
    writeFileSync(file, options.killAt === undefined ? text : killedAt(text, options.killAt));
    const tokenFile = join(folder, "token");
    writeFileSync(tokenFile, `${options.token ?? token}\n`, { mode: 0o600 });
    const args = [
      ...["--url", options.url ?? url, "--directory", directory, "--token-file", tokenFile],
      ...["--prometheus", options.prometheusUrl ?? prometheusUrl, "--patience", "5", "--once"],
    ];
    const PATH = options.path ?? "/usr/bin:/bin";
    return new Promise((resolve) => {
      execFile("/bin/sh", [file, ...args], { env: { ...process.env, PATH } }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : null, output: `${stdout}${stderr}` });
      });
    });
  };
  return { run, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Names of the places at which the script can be killed. */
export function stepsOfScript(): string[] {
  return [...pullScript().matchAll(/^\s*# step: (.+)$/gm)].map(([, name = ""]) => name);
}

function killedAt(text: string, step: string): string {
  return text.replace(new RegExp(`# step: ${step}$`, "m"), () => "kill -9 $$");
}

/** A folder of programs for PATH: those of the machine but `without`, and `more`. */
export function makePath({ without = [], more = [] }: { without?: string[]; more?: string[] }): { path: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "promfleet-path-"));
  const bin = join(folder, "bin");
  mkdirSync(bin);
  chmodSync(folder, 0o755);
  const needed = [
    "awk",
    "basename",
    "cat",
    "chgrp",
    "chmod",
    "cp",
    "curl",
    "cut",
    "dirname",
    "find",
    "grep",
    "gzip",
    "head",
    "ln",
    "ls",
  ];
  needed.push("mkdir", "mv", "printf", "rm", "sed", "sha256sum", "sleep", "sync", "tail", "tar", "tr", "uname", "wc", "wget");
  for (const name of needed.filter((candidate) => !without.includes(candidate))) {
    try {
      symlinkSync(`/usr/bin/${name}`, join(bin, name));
    } catch {
      // Named twice.
    }
  }
  for (const program of more) symlinkSync(program, join(bin, program.slice(program.lastIndexOf("/") + 1)));
  return { path: bin, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
