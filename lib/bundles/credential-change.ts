import { type Bundle, MAIN_CONFIG_PATH } from "./bundle";
import { BUNDLE_FOLDER } from "./file-names";

const TOKEN_PATH = new RegExp(`(${BUNDLE_FOLDER}/credentials/[a-z0-9-]+/token)-[0-9a-f]{12}`, "g");

/** Whether two bundles are the same but for the tokens in them: nothing else waits to be deployed. */
export function differsInTokensOnly(deployed: Pick<Bundle, "files">, next: Pick<Bundle, "files">): boolean {
  return describe(deployed) === describe(next);
}

function describe({ files }: Pick<Bundle, "files">): string {
  const described = files.map(({ path, content }) => {
    const name = path.replace(TOKEN_PATH, "$1");
    if (name !== path) return [name];
    return [path, path === MAIN_CONFIG_PATH ? content.replace(TOKEN_PATH, "$1") : content];
  });
  return JSON.stringify(described.map((file) => JSON.stringify(file)).sort());
}
