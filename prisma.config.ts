import { defineConfig } from "prisma/config";

// Only for authoring migrations: the application migrates itself and never needs Prisma's CLI.
export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://localhost/promfleet" },
});
