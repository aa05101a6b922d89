import { join } from "node:path";
import type { PrometheusLine } from "@/e2e/support/parts.mjs";
import type { RealPrometheus } from "@/e2e/support/real-prometheus";
import type { TransportKind, TransportOf } from "@/lib/deployments/transport-schema";
import type { TestFleet } from "./fleet";

/** A place of one way of delivery with a real Prometheus at its end. */
export type Place = {
  readonly prometheus: RealPrometheus;
  readonly transport: TransportOf<TransportKind>;
  readonly transportSecret?: string;
  /** The main file as Prometheus reads it, wherever a link leads. */
  readonly mainFile: string;
  /** How long what is committed may take to be there. */
  readonly visibleWithinMs: number;
  /** Names of files that deployments have left unfinished. */
  leftovers(): string[];
  stop(): Promise<void>;
};

/** How to start a place; one for each way of delivery. */
export type Bench = { readonly name: string; start(fleet: TestFleet): Promise<Place> };

/** A folder that Prometheus reads too. */
export function directoryBench(line: PrometheusLine, leftovers: (directory: string) => string[]): Bench {
  return {
    name: `directory, Prometheus ${line}`,
    async start(fleet) {
      const directory = fleet.makeFolder();
      const prometheus = await fleet.run(line, directory);
      return {
        prometheus,
        transport: { kind: "directory", directory },
        mainFile: join(directory, "prometheus.yml"),
        visibleWithinMs: 0,
        leftovers: () => leftovers(directory),
        stop: async () => undefined,
      };
    },
  };
}
