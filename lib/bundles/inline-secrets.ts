import { parseYaml } from "@/lib/prometheus/yaml";
import type { BundleFile } from "./bundle";
import { maskConfig } from "./mask-config";
import { findSecrets } from "./secret-places";

/** Public by nature, and no YAML. */
const CERTIFICATE = /\.crt$/;

/** Where secrets stand in the files that everybody may see: their places, never their values. */
export function findInlineSecrets(files: readonly BundleFile[]): string[] {
  const places = files
    .filter(({ path, isSecret, content }) => !isSecret && !CERTIFICATE.test(path) && maskConfig(content) !== content)
    .flatMap(({ path, content }) => {
      const document = parseYaml(content);
      const root = document.ok ? document.value.root : null;
      const found = root === null ? [] : findSecrets(root).filter(({ scalar, masked }) => scalar.text !== masked);
      // What is masked and is no value stands in a comment.
      return found.length === 0 ? [`${path} #`] : found.map(({ shownPath }) => `${path}: ${shownPath}`);
    });
  return [...new Set(places)];
}
