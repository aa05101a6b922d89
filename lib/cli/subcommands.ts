import type { Command } from "commander";
import type { Terminal } from "./exit-codes";
import { addRender } from "./render";
import { addServe } from "./serve";

/** Every subcommand, one file each, in the order of the help. */
export const SUBCOMMANDS: readonly ((program: Command, terminal: Terminal) => void)[] = [addServe, addRender];
