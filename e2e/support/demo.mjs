// `npm run demo`: the built app with two replayed clusters and, where one is found, a real Prometheus. Ctrl-C ends it all.
import { importTypeScript } from "./bundle.mjs";

const { runDemo } = await importTypeScript("./demo.ts");
await runDemo();
