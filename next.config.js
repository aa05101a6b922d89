import { fileURLToPath } from "node:url";

// Next reads this file before it would send anything: no request to any outside host, not even while building.
process.env.NEXT_TELEMETRY_DISABLED = "1";

/** @type {import("next").NextConfig} */
const config = {
  output: "standalone",
  typedRoutes: true,
  poweredByHeader: false,
  // File reads with a computed path make the tracer take the whole project: say what the server needs.
  outputFileTracingIncludes: { "/*": ["./prisma/migrations/**", "./prisma/migrations-sqlite/**"] },
  outputFileTracingExcludes: {
    "/*": ["./e2e/**", "./docs/**", "./data/**", "./dist/**", "./.cache/**", "./test-results/**", "./**/*.md"],
  },
  turbopack: {
    root: fileURLToPath(new URL(".", import.meta.url)),
    resolveAlias: {
      // monaco-yaml's worker manager still imports the path from before monaco-editor 0.56.
      "monaco-editor/esm/vs/editor/editor.worker.js": "monaco-editor/editor/editor.worker.js",
    },
  },
  serverExternalPackages: ["@libsql/client", "libsql", "@prisma/adapter-libsql", "@node-rs/argon2", "pino", "ssh2"],
};

export default config;
