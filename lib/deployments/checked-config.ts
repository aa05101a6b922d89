import "server-only";
import { checkConfig } from "@/lib/prometheus/check-config";
import { formatPrometheusVersion, type PrometheusVersion } from "@/lib/prometheus/versions";
import type { Problem } from "@/lib/result";
import { processSingleton } from "@/lib/singleton";

/** Servers whose plans are looked at and deployed at the same time. */
const KEPT_MAX = 4;

const checked = processSingleton("checked-configs", () => new Map<string, readonly Problem[]>());

/** Checks a configuration; the deployment of a plan that was just shown does not read the same text again. */
export function checkOnce(config: string, version: PrometheusVersion): readonly Problem[] {
  const key = `${formatPrometheusVersion(version)}\n${config}`;
  const known = checked.get().get(key);
  if (known !== undefined) return known;
  const found = checkConfig(config, version);
  for (const old of [...checked.get().keys()].slice(0, Math.max(0, checked.get().size - KEPT_MAX + 1))) checked.get().delete(old);
  checked.get().set(key, found);
  return found;
}
