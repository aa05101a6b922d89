// Plain Node does not see the names that this CommonJS package exports; bundlers do.
import { createRequire } from "node:module";

export const { Client, utils } = createRequire(import.meta.url)("ssh2");
