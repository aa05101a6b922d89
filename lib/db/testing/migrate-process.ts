import { migrate } from "@/lib/db/migrate";

// A process of its own for tests that kill it: node migrate-process.mjs URL ROOT
const [url = "", root = ""] = process.argv.slice(2);
process.stdout.write("started\n");
process.stdout.write(`applied ${(await migrate(url, root)).length}\n`);
