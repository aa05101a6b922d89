// Runs a TypeScript file of e2e/support with plain Node: the oldest Node that we support cannot do that by itself.
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { PROJECT_ROOT } from "./parts.mjs";

/**
 * @param {string} name file beside this one, such as "./demo.ts"
 * @returns {Promise<string>} path of a file that plain Node runs
 */
export async function bundleTypeScript(name) {
  const entry = fileURLToPath(new URL(name, import.meta.url));
  const outfile = join(PROJECT_ROOT, ".cache/run", `${basename(name, ".ts")}.mjs`);
  const tsconfig = join(PROJECT_ROOT, "tsconfig.json");
  // Packages stay imports; our own alias looks like one and has to be named.
  const options = { bundle: true, platform: "node", format: "esm", packages: "external", alias: { "@": PROJECT_ROOT } };
  await build({ ...options, entryPoints: [entry], outfile, tsconfig, sourcemap: "inline", logLevel: "warning" });
  return outfile;
}

/**
 * @param {string} name file beside this one, such as "./demo.ts"
 * @returns the module
 */
export async function importTypeScript(name) {
  return import(pathToFileURL(await bundleTypeScript(name)).href);
}
