// `npm run test:differential:metrics [SEED] [FACTOR]`: our scrapes and metric rules beside the real Prometheus's.
import { importTypeScript } from "./bundle.mjs";

const { runScrapeDifferential } = await importTypeScript("../../lib/prometheus/testing/run-scrape-differential.ts");
const seed = Number(process.argv[2] ?? Date.now() % 2 ** 31);
const say = (line) => process.stdout.write(`${line}\n`);
const { differences } = await runScrapeDifferential({ seed, factor: Number(process.argv[3] ?? 1), say });
process.exit(differences === 0 ? 0 : 1);
