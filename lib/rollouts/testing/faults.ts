import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DeploymentTimes } from "@/lib/deployments/context";
import { UNWATCHED_TIMES } from "@/lib/deployments/testing/fleet";
import { lockFolder } from "@/lib/deployments/testing/small-disk";
import type { Generation, Place } from "./many-servers";

/** What can be wrong with one server while a generation is rolled out. */
export type Fault = {
  /** The ledger must name one of these. */
  readonly codes: readonly string[];
  /** Where what cannot come is waited for. */
  readonly times?: DeploymentTimes;
  /** @returns how it is mended */
  breakIt(place: Place, generation: Generation): Promise<() => unknown>;
};

/** A file that only the newest config names: what was there before does not depend on it. */
function badFile(name: "rules" | "jobs"): Fault {
  return {
    codes: ["deployment/reload-failed"],
    breakIt: async ({ prometheus }, { number }) => {
      const file = join(prometheus.directory, `${name}-${number}.yml`);
      writeFileSync(file, "groups: [{ nonsense: true }]\n");
      return () => rmSync(file);
    },
  };
}

export const FAULTS: Readonly<Record<string, Fault>> = {
  "F-04 a config that Prometheus refuses": badFile("jobs"),
  // Rule files are read last: by then the new jobs are being scraped.
  "F-05 a config that Prometheus applies in part": badFile("rules"),
  "F-07 a reload that hangs": {
    codes: ["deployment/reload-pending", "deployment/reload-unknown"],
    times: { ...UNWATCHED_TIMES, verifyMs: 12_000 },
    breakIt: async ({ proxy, prometheus }) => {
      proxy.onReload(() => prometheus.pause());
      return () => {
        proxy.onReload(() => undefined);
        prometheus.signal("SIGCONT");
      };
    },
  },
  "F-12 a folder that takes no new file": {
    codes: ["deployment/read-only", "deployment/not-permitted", "deployment/no-permission"],
    breakIt: async ({ prometheus }) => lockFolder(prometheus.directory),
  },
  "F-01 a Prometheus that is down": {
    // The last word depends on whether a connection was still open.
    codes: ["server/refused", "server/interrupted"],
    breakIt: async ({ prometheus }) => {
      await prometheus.halt();
      return () => prometheus.restart();
    },
  },
  "a folder that is gone": {
    codes: ["deployment/no-directory"],
    breakIt: async ({ prometheus: { directory } }) => {
      renameSync(directory, `${directory}-away`);
      return () => {
        rmSync(directory, { recursive: true, force: true });
        renameSync(`${directory}-away`, directory);
      };
    },
  },
};
