import type { ObjectMetadata } from "./kubernetes-objects";
import { objectIn, type Raw, sharedTextIn, textIn, textMapIn } from "./raw-fields";

export function readMetadata(raw: Raw): ObjectMetadata {
  const metadata = objectIn(raw.metadata);
  return {
    name: textIn(metadata.name),
    namespace: sharedTextIn(metadata.namespace),
    labels: textMapIn(metadata.labels),
    annotations: textMapIn(metadata.annotations),
  };
}
