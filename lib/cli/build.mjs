// Bundles the command line into dist/promfleet.mjs and completes Next's standalone folder; with a path, into that file only.

import { existsSync } from "node:fs";
import { chmod, cp, mkdir, rm, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const elsewhere = process.argv[2];
const out = elsewhere ?? join(root, "dist", "promfleet.mjs");

await build({
  absWorkingDir: root,
  entryPoints: ["lib/cli/promfleet.ts"],
  outfile: out,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  // Makes `server-only` an empty module: this is no browser.
  conditions: ["react-server"],
  // CommonJS packages inside an ES module still ask for `require`.
  banner: {
    js: '#!/usr/bin/env node\nimport { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);',
  },
  external: ["pino"],
  logLevel: "warning",
});
await chmod(out, 0o755);
if (elsewhere === undefined) {
  await linkCommand();
  await completeStandalone();
}

/** npm links the commands of dependencies only; this one makes `npx promfleet` work in the checkout. */
async function linkCommand() {
  const folder = join(root, "node_modules", ".bin");
  await mkdir(folder, { recursive: true });
  const link = join(folder, "promfleet");
  await rm(link, { force: true });
  await symlink("../../dist/promfleet.mjs", link);
}

/** Next leaves static files out of the standalone folder. */
async function completeStandalone() {
  const standalone = join(root, ".next", "standalone");
  if (!existsSync(standalone)) return;
  const copies = [
    [join(root, ".next", "static"), join(standalone, ".next", "static")],
    [join(root, "public"), join(standalone, "public")],
  ];
  for (const [from, to] of copies) {
    if (!existsSync(from)) continue;
    await rm(to, { recursive: true, force: true });
    await cp(from, to, { recursive: true });
  }
}
