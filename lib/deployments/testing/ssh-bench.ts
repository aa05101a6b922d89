import { join } from "node:path";
import { startSshServer } from "@/e2e/support/ssh-server";
import { type Bench, readFile } from "./bench";

/** A folder behind an OpenSSH server of our own. */
export function sshBench(leftovers: (directory: string) => string[]): Bench {
  return {
    name: "ssh, Prometheus 3.5",
    async start(fleet) {
      const directory = fleet.makeFolder();
      const prometheus = await fleet.run("3.5", directory);
      const { host, port, user, privateKey, hostKey, stop } = await startSshServer();
      const { type, fingerprint } = hostKey();
      return {
        prometheus,
        transport: { kind: "ssh", host, port, user, directory, hostKey: { type, fingerprint } },
        transportSecret: privateKey,
        readMain: () => readFile(join(directory, "prometheus.yml")),
        visibleWithinMs: 0,
        leftovers: () => leftovers(directory),
        stop,
      };
    },
  };
}
