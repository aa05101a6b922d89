import { ASKING } from "./script/asking";
import { RUNNING } from "./script/running";
import { SWITCHING } from "./script/switching";

/** The script that a host runs to fetch its configuration; the same for everybody. docs/pull.md tells how to run it. */
export function pullScript(): string {
  return `${ASKING}${SWITCHING}${RUNNING}`;
}
