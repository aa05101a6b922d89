import { parseYaml } from "@/lib/prometheus/yaml";
import { findSecrets } from "./secret-places";

/** Whether a secret that stands in both texts has another value in each: masked they look alike. */
export function haveOtherSecrets(before: string, after: string): boolean {
  if (before === after) return false;
  const [old, next] = [valuesOf(before), valuesOf(after)];
  return [...next].some(([path, value]) => old.has(path) && old.get(path) !== value);
}

function valuesOf(text: string): Map<string, string> {
  const document = parseYaml(text);
  const root = document.ok ? document.value.root : null;
  return new Map(root === null ? [] : findSecrets(root).map(({ path, scalar }) => [path, scalar.text]));
}
