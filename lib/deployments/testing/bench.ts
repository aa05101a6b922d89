import { readFileSync } from "node:fs";
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
  /** The main file where Prometheus, or whoever brings it there, reads it; null when there is none. */
  readMain(): string | null;
  /** A base config that bears a mark, which Prometheus will take or refuse; left out where any config will do. */
  baseConfig?(generation: string, isRefused: boolean): string;
  /** How long what is committed may take to be there. */
  readonly visibleWithinMs: number;
  /** The same for content that Prometheus refuses, where nobody tells that it does. */
  readonly refusedWithinMs?: number;
  /** Names of files that deployments have left unfinished. */
  leftovers(): string[];
  stop(): Promise<void>;
};

/** How to start a place; one for each way of delivery. */
export type Bench = {
  readonly name: string;
  /** Places that its deployments never pass. */
  readonly unpassed?: RegExp;
  start(fleet: TestFleet): Promise<Place>;
};

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
        readMain: () => readFile(join(directory, "prometheus.yml")),
        visibleWithinMs: 0,
        leftovers: () => leftovers(directory),
        stop: async () => undefined,
      };
    },
  };
}

/** A file wherever a link leads; null when it is not there. */
export function readFile(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
