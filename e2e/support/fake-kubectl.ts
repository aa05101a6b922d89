import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What kubectl knows of a cluster. */
export type KnownCluster = { readonly apiServer: string; readonly caPem: string; readonly token: string };

/**
 * Puts a kubectl into a folder that answers what a registration asks it, and keeps what it was told: the manifest in
 * `applied.yml`, the way to the token in `asked`.
 */
export function installFakeKubectl(folder: string, { apiServer, caPem, token }: KnownCluster): void {
  const path = join(folder, "kubectl");
  writeFileSync(join(folder, "ca.crt"), caPem);
  writeFileSync(
    path,
    `#!/bin/sh
case "$*" in
  "apply -f -") cat > '${folder}/applied.yml' ;;
  "get secret"*|"create token"*) echo "$*" > '${folder}/asked'; echo '${token}' ;;
  *certificate-authority-data*) printf %s '${Buffer.from(caPem).toString("base64")}' ;;
  "config view"*) printf %s '${apiServer}' ;;
  "get configmap kube-root-ca.crt"*) cat '${folder}/ca.crt' ;;
  *) echo "unexpected: $*" >&2; exit 1 ;;
esac
`,
  );
  chmodSync(path, 0o755);
}
