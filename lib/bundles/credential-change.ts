import type { Bundle } from "./bundle";
import { JOBS_PATH, TOKEN_PATH } from "./file-names";

/** Whether two bundles are the same but for the tokens in them: nothing else waits to be deployed. */
export function differsInTokensOnly(deployed: Pick<Bundle, "files">, next: Pick<Bundle, "files">): boolean {
  return describe(deployed) === describe(next);
}

function describe({ files }: Pick<Bundle, "files">): string {
  const described = files.map(({ path, content }) => {
    const name = withoutHashes(path);
    const isToken = path.search(TOKEN_PATH) >= 0;
    return isToken ? [name] : [name, withoutHashes(content)];
  });
  return JSON.stringify(described.map((file) => JSON.stringify(file)).sort());
}

/** Names of tokens, and of the folder of job files, which follows from them. */
function withoutHashes(text: string): string {
  return text.replaceAll(TOKEN_PATH, "$1").replaceAll(JOBS_PATH, "$1");
}
