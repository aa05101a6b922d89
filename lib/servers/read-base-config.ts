import "server-only";
import { maskConfig } from "@/lib/bundles/mask-config";
import { findServerRecord } from "@/lib/db/servers";
import { openDirectory } from "@/lib/deployments/transports/directory";
import { AppError } from "@/lib/errors";
import { Secret } from "@/lib/secrets/secret";

/** What a user sees of the configuration in a folder; `found` is false when there is no prometheus.yml yet. */
export async function readBaseConfig(directory: string): Promise<{ baseConfig: string; found: boolean }> {
  const config = await readOwnConfig(directory);
  return { baseConfig: config === null ? "" : maskConfig(config.reveal()), found: config !== null };
}

/**
 * Reads the user's own configuration from the folder of a Prometheus; null when there is none.
 * A file that we have deployed ourselves is not it: then it is the base config that it was rendered from.
 */
export async function readOwnConfig(directory: string): Promise<Secret | null> {
  const disk = await openDirectory(directory).readBack();
  if (!disk.ok) throw new AppError("invalid_input", { problems: disk.problems });
  const { main, owner } = disk.value;
  if (main === null) return null;
  const known = owner === null ? null : await findServerRecord(owner.serverId);
  return known?.baseConfig ?? new Secret(main.toString("utf8"));
}
