import { type Bench, readFile } from "./bench";
import { startKubernetesPlace } from "./kubernetes-place";

let count = 0;

/** A Secret behind a kubelet's volume, where what is written takes a second to show. */
export function kubernetesBench(): Bench {
  return {
    name: "kubernetes, Prometheus 3.5",
    async start(fleet) {
      count += 1;
      const { prometheus, transport, token, mainFile, stop } = await startKubernetesPlace(fleet, { name: `kill-${count}` });
      return {
        prometheus,
        transport,
        transportSecret: token,
        readMain: () => readFile(mainFile),
        visibleWithinMs: 3_000,
        // Objects have no temporary files; what is staged and not switched lies under keys of its own.
        leftovers: () => [],
        stop: async () => stop(),
      };
    },
  };
}
