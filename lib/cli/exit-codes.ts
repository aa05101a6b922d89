import type { Locale } from "@/lib/i18n/locales";
import type { translator } from "./messages";

/** What every subcommand may use of the terminal it runs in. */
export type Terminal = {
  readonly locale: Locale;
  readonly t: ReturnType<typeof translator>;
  /** Writes a line to stderr: stdout is for results that other programs read. */
  readonly say: (line: string) => void;
};

/** 0 ok, 1 findings, 2 wrong usage. */
export function exitWith(code: number): void {
  process.exitCode = code;
}
