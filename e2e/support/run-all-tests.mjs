// `npm test`: everything, from a bare machine to the last line `N passed, N failed`.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const parts = spawnSync(process.execPath, [fileURLToPath(new URL("install-parts.mjs", import.meta.url))], { stdio: "inherit" });
if (parts.status !== 0) {
  console.log("0 passed, 1 failed");
  process.exit(1);
}
const { importTypeScript } = await import("./bundle.mjs");
const { runAllTests } = await importTypeScript("./all-tests.ts");
process.exit(await runAllTests());
