// `npm run bench -- NAME`: measures one promise of the product against the production build, which must exist.
// biome-ignore lint/style/noRestrictedImports: plain Node knows no alias
import { importTypeScript } from "../support/bundle.mjs";

/** Name on the command line -> file beside this one. */
const BENCHES = {
  "big-cluster": "../bench/big-cluster.ts",
  deploy: "../bench/deploy.ts",
  "health-sweep": "../bench/health-sweep.ts",
  hostile: "../bench/hostile.ts",
  lab: "../bench/lab.ts",
  preview: "../bench/preview.ts",
  relabel: "../bench/relabel.ts",
  render: "../bench/render.ts",
  "target-plan": "../bench/target-plan.ts",
};

const [name = ""] = process.argv.slice(2);
const file = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (file === undefined) {
  console.error(`usage: npm run bench -- NAME\nbenchmarks: ${Object.keys(BENCHES).join(", ")}`);
  process.exit(2);
}
const { bench } = await importTypeScript(file);
process.exit((await bench()) ? 0 : 1);
