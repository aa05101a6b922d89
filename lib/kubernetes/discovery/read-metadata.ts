import type { ObjectMetadata } from "./kubernetes-objects";
import { objectIn, type Raw, textIn, textMapIn } from "./raw-fields";

export function readMetadata(raw: Raw): ObjectMetadata {
  const metadata = objectIn(raw.metadata);
  return {
    name: textIn(metadata.name),
    namespace: textIn(metadata.namespace),
    labels: textMapIn(metadata.labels),
    annotations: textMapIn(metadata.annotations),
  };
}
