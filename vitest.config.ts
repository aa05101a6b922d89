import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@\//, replacement: fileURLToPath(new URL("./", import.meta.url)) },
      // The package throws outside a React server build; in tests there is no browser bundle to protect.
      { find: "server-only", replacement: fileURLToPath(new URL("./e2e/support/server-only.ts", import.meta.url)) },
    ],
  },
  test: {
    include: ["{app,components,lib,prisma,e2e/support}/**/*.test.{ts,tsx}"],
    setupFiles: ["e2e/support/property-seed.ts"],
    testTimeout: 60_000,
    // One more try on a machine that nobody can look at: "(retry x1)" is printed behind what needed it.
    retry: process.env.CI === undefined ? 0 : 1,
    // A fresh database per test file, made while everything else runs too.
    hookTimeout: 60_000,
    // Tests with real processes mostly wait: one worker more than there are processors keeps these busy.
    maxWorkers: availableParallelism() + 1,
  },
});
