import type { Command } from "commander";
import { addDiscover } from "./discover";
import type { Terminal } from "./exit-codes";
import { addPlan } from "./plan";
import { addRelabel } from "./relabel";
import { addRender } from "./render";
import { addServe } from "./serve";
import { addTest } from "./test";

/** Every subcommand, one file each, in the order of the help. */
export const SUBCOMMANDS: readonly ((program: Command, terminal: Terminal) => void)[] = [
  addServe,
  addRender,
  addPlan,
  addTest,
  addRelabel,
  addDiscover,
];
