import "server-only";
import { toDiskFailure } from "./disk-problem";
import { type FolderPolicy, openFolder } from "./folder";
import { localFiles } from "./local-files";
import type { OpenTransport } from "./transport";

/** Delivers into a folder that Prometheus reads too: a shared disk, a volume, the same machine. */
export function openDirectory(directory: string, policy: FolderPolicy = {}): OpenTransport {
  return openFolder(directory, { withFiles: (action) => action(localFiles), toFailure: toDiskFailure }, policy);
}
