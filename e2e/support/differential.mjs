// `npm run test:differential [SEED] [FACTOR]`: our relabelling beside the real promtool's, on random rules and targets.
import { importTypeScript } from "./bundle.mjs";

const { runAll } = await importTypeScript("../../lib/prometheus/testing/run-differential.ts");
const seed = Number(process.argv[2] ?? Date.now() % 2 ** 31);
const { differences } = runAll({ seed, factor: Number(process.argv[3] ?? 1), say: (line) => process.stdout.write(`${line}\n`) });
process.exit(differences === 0 ? 0 : 1);
