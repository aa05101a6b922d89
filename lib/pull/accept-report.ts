import "server-only";
import { storePullReport } from "@/lib/db/pull-states";
import type { ServerRecord } from "@/lib/db/servers";
import { log } from "@/lib/log";
import type { PullReport } from "./schema";

/** Keeps what a host says of itself. */
export async function acceptReport({ id, name }: Pick<ServerRecord, "id" | "name">, report: PullReport): Promise<void> {
  await storePullReport(id, report);
  log.debug({ server: name, host: report.host, outcome: report.outcome }, "a host has reported");
}
