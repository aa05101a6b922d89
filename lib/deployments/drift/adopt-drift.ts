import "server-only";
import type { Actor } from "@/lib/access/actor";
import { type AdoptedConfig, adoptConfig } from "@/lib/bundles/adopt-config";
import { mainTextOf } from "@/lib/bundles/bundle";
import { maskConfig } from "@/lib/bundles/mask-config";
import { haveOtherSecrets } from "@/lib/bundles/other-secrets";
import { summariseChange } from "@/lib/bundles/summarise-change";
import { noteServerEditor } from "@/lib/db/editors";
import { findLiveRevision } from "@/lib/db/revisions";
import { setAdoptedDrift } from "@/lib/db/server-drift";
import { findServerRecord, replaceBaseConfig, type ServerRecord } from "@/lib/db/servers";
import type { Adoption, Drift } from "@/lib/deployments/drift/schema";
import { renderServer } from "@/lib/deployments/render-server";
import { describePlace } from "@/lib/deployments/transport-schema";
import { openTransport } from "@/lib/deployments/transports/transport";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { resolveVersion } from "@/lib/prometheus-api/server-version";
import { type Problem, problem } from "@/lib/result";
import { Secret } from "@/lib/secrets/secret";
import { checkDrift } from "./get-drift";
import { findForeignOwner } from "./judge-drift";

/** Shows, masked, what adopting the file on disk would make of the base config. Nothing is changed. */
export async function previewAdoption(serverId: string): Promise<Adoption> {
  return (await prepare(serverId)).shown;
}

/**
 * Makes the user's own part of the file on disk the base config. Texts do not travel: the file is read again, and another
 * one than the one that was shown is refused. Nothing is deployed by it.
 */
export async function adoptDrift(
  serverId: string,
  { digest }: { digest: string },
  actor: Pick<Actor, "id" | "name">,
): Promise<Drift | null> {
  const { server, text, shown } = await prepare(serverId);
  if (shown.digest !== digest) throw changedMeanwhile();
  const errors = shown.problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new AppError("invalid_input", { problems: errors as Problem[] });
  const isWritten = await replaceBaseConfig(server, { baseConfig: new Secret(text), baseConfigMasked: shown.after });
  if (!isWritten) throw new AppError("conflict", { problems: [problem("server/edited-meanwhile")] });
  await noteServerEditor(serverId, actor.id);
  await setAdoptedDrift(serverId, digest);
  log.info({ actor: actor.id, server: server.name, digest }, "drift adopted into the base config");
  return await checkDrift(serverId);
}

function changedMeanwhile(): AppError {
  return new AppError("conflict", { problems: [problem("drift/changed-meanwhile")] });
}

type Prepared = { readonly server: ServerRecord; readonly text: string; readonly shown: Adoption };

async function prepare(serverId: string): Promise<Prepared> {
  const server = await findServerRecord(serverId);
  if (server === null) throw new AppError("not_found");
  const { disk, digest } = await readDisk(server);
  const live = await findLiveRevision(serverId);
  const baseConfig = server.baseConfig.reveal();
  const ours = live?.bundle.jobs.filter(({ cluster }) => cluster !== null) ?? [];
  const adopted = adoptConfig(disk, {
    text: live === null ? "" : mainTextOf(live.bundle),
    generatedJobs: new Set(ours.map(({ jobName }) => jobName)),
    baseConfig,
    clusters: server.clusters.map(({ name }) => name),
  });
  if (!adopted.ok) throw new AppError("conflict", { problems: adopted.problems });
  const { text } = adopted.value;
  const after = maskConfig(text);
  const hasOtherSecrets = haveOtherSecrets(baseConfig, text);
  const summary = summariseChange(server.baseConfigMasked, after, { hasOtherSecrets });
  const problems = [...remarks(adopted.value), ...(await findObstacles(server, text))];
  const shown = { digest, before: server.baseConfigMasked, after, summary: summary.map(plain), problems: problems.map(plain) };
  return { server, text, shown };
}

/** The file on disk, unless it is somebody else's. */
async function readDisk(server: ServerRecord): Promise<{ disk: string; digest: string }> {
  const disk = await openTransport(server).readBack();
  if (!disk.ok) throw new AppError("conflict", { problems: disk.problems });
  const { main, mainDigest, owner } = disk.value;
  const foreign = findForeignOwner(owner, { id: server.id, place: describePlace(server.transport) });
  if (foreign !== null) throw new AppError("conflict", { problems: [foreign] });
  if (main === null || mainDigest === null) {
    const code = mainDigest === null ? "drift/nothing-to-adopt" : "drift/text-unknown";
    throw new AppError("conflict", { problems: [problem(code)] });
  }
  return { disk: main.toString("utf8"), digest: mainDigest };
}

/** What does not come along, or stays although nobody may expect it. */
function remarks({ edited, missing, unknownClusters }: AdoptedConfig): Problem[] {
  const remark = (code: string, names: readonly string[]) =>
    names.length === 0
      ? []
      : [problem(code, { severity: "warning", parameters: { count: names.length, names: names.slice(0, 5).join(", ") } })];
  return [
    ...remark("drift/edit-lost", edited),
    ...remark("drift/job-returns", missing),
    ...remark("drift/unknown-cluster", unknownClusters),
  ];
}

/** Why nothing could be deployed with the new base config. */
async function findObstacles(server: ServerRecord, text: string): Promise<readonly Problem[]> {
  const { version } = await resolveVersion(server, server.prometheusVersion);
  try {
    await renderServer({ ...server, baseConfig: new Secret(text) }, version);
    return [];
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid_input") return error.problems;
    throw error;
  }
}

function plain(found: Problem): Adoption["problems"][number] {
  return { ...found, parameters: { ...found.parameters }, path: [...found.path] };
}
