import "server-only";
import { type Bundle, type BundleFile, mainTextOf } from "@/lib/bundles/bundle";
import { maskConfig } from "@/lib/bundles/mask-config";
import { findLiveRevision, findRevision, type RevisionRecord } from "@/lib/db/revisions";
import { listRevisionDigests } from "@/lib/db/server-drift";
import type { ServerRecord } from "@/lib/db/servers";
import { connectionOf } from "@/lib/deployments/context";
import { renderMasked, renderServer } from "@/lib/deployments/render-server";
import { openTransport } from "@/lib/deployments/transports/transport";
import { AppError } from "@/lib/errors";
import { problemOfFailure } from "@/lib/prometheus-api/ask";
import { askLoadedConfig } from "@/lib/prometheus-api/loaded-config";
import { resolveVersion } from "@/lib/prometheus-api/server-version";
import { problem } from "@/lib/result";

/** A text, and the same as people may see it. */
type SideText = { readonly plain: string; readonly masked: string };

/** One side of a comparison, secrets and all; it never leaves the server process. */
export type Side = {
  readonly side: string;
  /** Of a revision. */
  readonly number: number | null;
  /** The main file. */
  readonly main: SideText;
  /** All that Prometheus is told as one text, however the files are laid out. */
  readonly config: SideText;
  /** Nothing is known of other files. */
  readonly isMainOnly: boolean;
  readonly files: readonly BundleFile[];
};

/** Opens one side: a number of a revision, or live, next, disk, loaded. */
export async function openSide(server: ServerRecord, side: string): Promise<Side> {
  switch (side) {
    case "live":
      return ofRevision(side, await findLiveRevision(server.id));
    case "next":
      return await openNext(server);
    case "disk":
      return await openDisk(server);
    case "loaded":
      return await openLoaded(server);
    default:
      return ofRevision(side, await findByNumber(server.id, Number(side)));
  }
}

async function findByNumber(serverId: string, number: number): Promise<RevisionRecord> {
  const id = (await listRevisionDigests(serverId)).find((revision) => revision.number === number)?.id;
  const revision = id === undefined ? null : await findRevision(id);
  if (revision === null)
    throw new AppError("not_found", { problems: [problem("drift/side-missing", { parameters: { number } })] });
  return revision;
}

function ofRevision(side: string, revision: RevisionRecord | null): Side {
  if (revision === null) throw new AppError("not_found", { problems: [problem("drift/no-live-revision")] });
  const { number, bundle, configMasked } = revision;
  return { side, number, ...textsOf(bundle, configMasked), isMainOnly: false, files: bundle.files };
}

/** The whole of it was masked when it was made; the main file is the same text unless jobs have files of their own. */
function textsOf(bundle: Bundle, configMasked: string): Pick<Side, "main" | "config"> {
  const main = mainTextOf(bundle);
  const config = { plain: bundle.config, masked: configMasked };
  return { main: main === bundle.config ? config : { plain: main, masked: maskConfig(main) }, config };
}

async function openNext(server: ServerRecord): Promise<Side> {
  const { version } = await resolveVersion(server, server.prometheusVersion);
  const { bundle, sources } = await renderServer(server, version);
  const texts = textsOf(bundle, renderMasked(server, version, { bundle, sources }));
  return { side: "next", number: null, ...texts, isMainOnly: false, files: bundle.files };
}

async function openDisk(server: ServerRecord): Promise<Side> {
  const disk = await openTransport(server).readBack();
  if (!disk.ok) throw new AppError("conflict", { problems: disk.problems });
  const { main, mainDigest } = disk.value;
  if (main === null && mainDigest !== null) throw new AppError("conflict", { problems: [problem("drift/text-unknown")] });
  return onlyMain("disk", main?.toString("utf8") ?? "");
}

/** Prometheus masks what it knows to be secret; what the user wrote into headers and parameters it shows. */
async function openLoaded(server: ServerRecord): Promise<Side> {
  if (openTransport(server).receiver?.isOnlyWitness === true) {
    throw new AppError("conflict", { problems: [problem("drift/loaded-not-asked")] });
  }
  const connection = connectionOf(server);
  const loaded = await askLoadedConfig(connection);
  if (!loaded.ok) {
    throw new AppError("upstream_unreachable", { problems: [problemOfFailure(loaded.failure, connection)] });
  }
  return onlyMain("loaded", loaded.value);
}

function onlyMain(side: string, plain: string): Side {
  const text = { plain, masked: maskConfig(plain) };
  return { side, number: null, main: text, config: text, isMainOnly: true, files: [] };
}
