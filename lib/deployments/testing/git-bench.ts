import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { startSshServer } from "@/e2e/support/ssh-server";
import { type Bench, readFile } from "./bench";
import { OWN_CONFIG, type TestFleet, TIMES } from "./fleet";

const CHECK_EVERY_MS = 400;
const VISIBLE_MINUTES = 1;
const MAIN = "prom/prometheus.yml";
const CREDENTIALS = /promfleet\/credentials\/[\w./-]+/g;

/** A repository behind an OpenSSH server, and somebody who checks out what is new, puts credentials beside it and reloads. */
export function gitBench(): Bench {
  return {
    name: "git, Prometheus 3.5",
    async start(fleet) {
      const directory = fleet.makeFolder();
      const repository = join(directory, "..", "config.git");
      createRepository(repository);
      const prometheus = await fleet.run("3.5", directory);
      const { host, port, user, privateKey, hostKey, stop } = await startSshServer({ restriction: "restrict" });
      let isStopped = false;
      const loop = (async () => {
        while (!isStopped) {
          if (await checkOut(fleet, repository, directory)) await prometheus.reload().catch(() => undefined);
          await sleep(CHECK_EVERY_MS);
        }
      })();
      return {
        prometheus,
        transport: {
          kind: "git",
          url: `ssh://${user}@${host}:${port}${repository}`,
          branch: "main",
          branchPerDeployment: false,
          path: dirname(MAIN),
          authorName: "Promfleet",
          authorEmail: "promfleet@example.com",
          username: "promfleet",
          caPem: "",
          hostKey: hostKey(),
          visibleMinutes: VISIBLE_MINUTES,
        },
        transportSecret: privateKey,
        readMain: () => readFile(join(directory, "prometheus.yml")),
        visibleWithinMs: 5_000,
        // Nobody tells that the content was refused: the minute is waited out that somebody has to bring it, then the proof.
        refusedWithinMs: VISIBLE_MINUTES * 60_000 + TIMES.verifyMs,
        // What is staged is nothing but objects of the repository.
        leftovers: () => [],
        stop: async () => {
          isStopped = true;
          await loop;
          await stop();
        },
      };
    },
  };
}

function createRepository(repository: string): void {
  const work = `${repository}.work`;
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=p", "-c", "user.email=p@x", ...args], { stdio: "pipe" });
  git("init", "--quiet", "--bare", "--initial-branch=main", repository);
  git("clone", "--quiet", repository, work);
  mkdirSync(join(work, dirname(MAIN)));
  writeFileSync(join(work, MAIN), OWN_CONFIG);
  git("-C", work, "add", ".");
  git("-C", work, "commit", "--quiet", "-m", "first");
  git("-C", work, "push", "--quiet", "origin", "HEAD:main");
}

/** Brings the newest main file to the folder in one rename. @returns whether there was another one */
async function checkOut(fleet: TestFleet, repository: string, directory: string): Promise<boolean> {
  const { stdout: text } = await promisify(execFile)("git", ["--git-dir", repository, "show", `main:${MAIN}`]);
  const main = join(directory, "prometheus.yml");
  if (text === readFile(main)) return false;
  for (const path of new Set(text.match(CREDENTIALS) ?? [])) {
    if (existsSync(join(directory, path))) continue;
    mkdirSync(join(directory, dirname(path)), { recursive: true });
    writeFileSync(join(directory, path), path.endsWith(".crt") ? fleet.apiServer.caPem : fleet.apiServer.token());
  }
  writeFileSync(`${main}.new`, text);
  renameSync(`${main}.new`, main);
  return true;
}
