import "server-only";
import type { RenderedJob } from "@/lib/bundles/bundle";
import { maskConfig } from "@/lib/bundles/mask-config";
import { summariseChange } from "@/lib/bundles/summarise-change";
import { compareLoadedConfig, type Difference } from "./compare-config";
import { CERTAIN_CHANGES } from "./visible-change";

/** Where Prometheus runs something else than a text says; empty when it runs just that. */
export async function differencesFromLoaded(
  loaded: string,
  { mainText, jobs }: { readonly mainText: string; readonly jobs: readonly RenderedJob[] },
): Promise<Difference[]> {
  const generated = new Set(jobs.filter(({ cluster }) => cluster !== null).map(({ jobName }) => jobName));
  const differences = await compareLoadedConfig(mainText, loaded, generated);
  if (differences.length > 0) return differences;
  const items = summariseChange(maskConfig(mainText), loaded, { isLoaded: true }).filter(({ code }) => CERTAIN_CHANGES.has(code));
  return items.map(({ parameters }) => String(parameters.field ?? parameters.names ?? ""));
}
