import "server-only";
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Bundle, MAIN_CONFIG_PATH, mainTextOf } from "@/lib/bundles/bundle";
import type { TransportOf } from "@/lib/deployments/transport-schema";
import type { ApiServerConnection } from "@/lib/kubernetes/api-client";
import type { ObjectPlace } from "@/lib/kubernetes/named-object";
import { problem } from "@/lib/result";
import type { Secret } from "@/lib/secrets/secret";
import { refuse } from "./disk-problem";
import {
  attempt,
  changeObject,
  checkObjectOwner,
  checkSize,
  connectKubernetes,
  type FoundObject,
  findObject,
  type Keys,
  ownData,
} from "./kubernetes-objects";
import type { Delivery, DiskState, MainDigests, OpenTransport, OwnerMarker } from "./transport";

/** Only names that we have made are ever removed. */
const CREDENTIAL_KEY = /^promfleet\.credentials\.[a-z0-9-]+\.(?:token-[0-9a-f]{12}|ca-[0-9a-f]{12}\.crt)$/;
/** Key of the main file of before, in an object of its own. */
const PREVIOUS_KEY = "previous";

export type KubernetesServer = {
  readonly id: string;
  readonly name: string;
  readonly transport: TransportOf<"kubernetes">;
  readonly token: Secret<string> | null;
};

/** What is written, whoever reads it. */
type Settings = Omit<TransportOf<"kubernetes">, "kind">;

/** How the main file is kept under its key. */
export type Keeping = {
  /** null for a text that cannot be kept so. */
  readonly write: (main: string) => string | null;
  /** null when what is kept stands for no main file. */
  readonly read: (kept: Buffer) => Buffer | null;
  /** What is kept when a first deployment is taken back; null removes the key. */
  readonly empty: Buffer | null;
  /** How long new credentials need to be there before they are mentioned. */
  readonly settleMs: number;
};

const AS_IT_IS: Keeping = { write: (main) => main, read: (kept) => kept, empty: null, settleMs: 0 };

/** What all steps share. */
type Place = {
  readonly connection: ApiServerConnection;
  readonly settings: Settings;
  readonly keeping: Keeping;
  readonly owner: OwnerMarker;
  readonly main: ObjectPlace;
  readonly credentials: ObjectPlace;
  readonly previous: ObjectPlace;
};

/**
 * A Secret in the cluster where Prometheus runs, or a ConfigMap and a Secret, mounted as folders. The kubelet shows a
 * change of an object whole or not at all, a minute or more later; the engine asks for reloads until it shows.
 */
export function openKubernetes({ transport, ...server }: KubernetesServer): OpenTransport {
  return {
    ...openObjects(server, transport, AS_IT_IS),
    timing: { visibleWithinMs: transport.visibleSeconds * 1000, reload: "http" },
    notShown: problem("delivery/not-shown", {
      parameters: { name: mainPlace(transport).name, seconds: transport.visibleSeconds, key: transport.key },
    }),
  };
}

/** Everything about the objects; not how what is in them reaches Prometheus. */
export function openObjects(
  { id, name, token }: Omit<KubernetesServer, "transport">,
  settings: Settings,
  keeping: Keeping,
): Omit<OpenTransport, "timing" | "checkAccess"> & Required<Pick<OpenTransport, "checkAccess">> {
  const inPlace = <T>(action: (place: Place) => Promise<T>) =>
    attempt(() => action(openPlace(settings, keeping, token, { serverId: id, serverName: name })));
  return {
    readBack: () => inPlace(readState),
    preflight: (delivery) => inPlace((place) => preflight(place, delivery)),
    checkAccess: () => inPlace(checkAccess),
    stage: (delivery) => inPlace((place) => stage(place, delivery)),
    commit: (delivery, digests) => inPlace((place) => commit(place, delivery, digests)),
    undo: (delivery, digests) => inPlace((place) => undo(place, delivery, digests)),
    discard: async (fence) => {
      await inPlace((place) => discard(place, fence));
    },
    collectGarbage: async (keep) => {
      await inPlace((place) => collect(place, keep));
    },
  };
}

function mainPlace({ namespace, secretName, configMapName }: Settings): ObjectPlace {
  return configMapName === ""
    ? { resource: "secrets", namespace, name: secretName }
    : { resource: "configmaps", namespace, name: configMapName };
}

function openPlace(settings: Settings, keeping: Keeping, token: Secret<string> | null, owner: OwnerMarker): Place {
  const { namespace, secretName } = settings;
  return {
    connection: connectKubernetes(settings, token),
    settings,
    keeping,
    owner,
    main: mainPlace(settings),
    credentials: { resource: "secrets", namespace, name: secretName },
    // Always a Secret: main files of users may hold secrets.
    previous: { resource: "secrets", namespace, name: `${secretName}-previous` },
  };
}

async function readState(place: Place): Promise<DiskState> {
  return stateOf(place, await findObject(place.connection, place.main));
}

function stateOf({ settings, keeping }: Place, { data, owner }: FoundObject): DiskState {
  const kept = data.get(settings.key);
  const main = kept === undefined ? null : keeping.read(kept);
  return { main, mainDigest: digestOf(main), owner };
}

/** Asks the API server to try everything without writing: rights, owners, sizes. */
async function preflight(place: Place, { bundle, fence }: Delivery): Promise<DiskState> {
  const { connection, main, credentials, previous, settings } = place;
  const found = await findObject(connection, main);
  checkObjectOwner(found, main, place.owner);
  for (const each of new Set([main, credentials])) {
    const object = await findObject(connection, each);
    if (object.isImmutable) refuse("delivery/immutable", { ...each });
  }
  await checkSizes(place, bundle);
  const now = found.data.get(settings.key);
  if (now !== undefined && !found.ownKeys.has(settings.key) && !settings.isTakeover) {
    refuse("delivery/foreign-manager", { ...main, verb: "patch" });
  }
  const trial = { isTrial: true, isForced: settings.isTakeover };
  await changeObject(connection, main, place.owner, (it) => ({ keys: switched(place, it, bundle), fence }), trial);
  if (credentials.resource !== main.resource) {
    const decide = (it: FoundObject) => ({ keys: withCredentials(it, bundle), fence });
    await changeObject(connection, credentials, place.owner, decide, { isTrial: true });
  }
  const kept = new Map([[PREVIOUS_KEY, now ?? Buffer.alloc(0)]]);
  await changeObject(connection, previous, place.owner, () => ({ keys: kept, fence }), { isTrial: true });
  return stateOf(place, found);
}

/** Asks for the rights by trying to write what is there already. */
async function checkAccess({ connection, main, credentials, previous, owner, settings }: Place): Promise<null> {
  const places = main.resource === credentials.resource ? [main, previous] : [main, credentials, previous];
  for (const each of places) {
    const decide = (found: FoundObject) => ({ keys: ownData(found), fence: found.fence });
    await changeObject(connection, each, owner, decide, { isTrial: true });
  }
  const found = await findObject(connection, main);
  const isForeign = found.data.has(settings.key) && !found.ownKeys.has(settings.key);
  if (isForeign && !settings.isTakeover) refuse("delivery/foreign-manager", { ...main, verb: "patch" });
  return null;
}

/** F-28, before anything is written: old credentials stay beside the new ones until the proof. */
async function checkSizes(place: Place, bundle: Bundle): Promise<void> {
  const { connection, main, credentials, settings } = place;
  const clusters = new Set(bundle.jobs.flatMap(({ cluster }) => cluster ?? [])).size;
  const [mainFound, credentialsFound] = [await findObject(connection, main), await findObject(connection, credentials)];
  const next: [string, Buffer] = [settings.key, keep(place, bundle)];
  if (main.resource === credentials.resource) {
    return checkSize(mainFound, main, new Map([...withCredentials(mainFound, bundle), next]), clusters);
  }
  checkSize(mainFound, main, new Map([next]), clusters);
  checkSize(credentialsFound, credentials, withCredentials(credentialsFound, bundle), clusters);
}

/** What is ours and stays, and the credentials of a bundle beside it. */
function withCredentials(found: FoundObject, { files }: Pick<Bundle, "files">): Map<string, Buffer> {
  const keys = ownData(found);
  for (const { path, content } of files) if (path !== MAIN_CONFIG_PATH) keys.set(path, Buffer.from(content));
  return keys;
}

function keep({ keeping, main }: Place, bundle: Bundle): Buffer {
  const text = keeping.write(mainTextOf(bundle));
  if (text === null) refuse("delivery/base-config", { name: main.name });
  return Buffer.from(text);
}

function switched(place: Place, found: FoundObject, bundle: Bundle): Map<string, Buffer> {
  const { main, credentials, settings } = place;
  const keys = main.resource === credentials.resource ? withCredentials(found, bundle) : ownData(found);
  return keys.set(settings.key, keep(place, bundle));
}

/** What was there and the credentials first: whatever becomes visible has all it refers to. */
async function stage(place: Place, { bundle, fence }: Delivery): Promise<MainDigests> {
  const { connection, main, credentials, previous, owner, settings, keeping } = place;
  await checkSizes(place, bundle);
  const before = await findObject(connection, main);
  const { mainDigest } = stateOf(place, before);
  const now = before.data.get(settings.key);
  const kept: Keys = now === undefined ? new Map() : new Map([[PREVIOUS_KEY, now]]);
  await changeObject(connection, previous, owner, () => ({ keys: kept, fence }));
  await changeObject(connection, credentials, owner, (found) => ({ keys: withCredentials(found, bundle), fence }));
  await changeObject(connection, main, owner, (found) => {
    if (stateOf(place, found).mainDigest !== mainDigest) refuse("deployment/changed-meanwhile", { path: main.name });
    return { keys: ownData(found), fence };
  });
  const isNew = bundle.files.some(({ path }) => path !== MAIN_CONFIG_PATH && !before.data.has(path));
  if (isNew && keeping.settleMs > 0) await sleep(keeping.settleMs);
  return { previous: mainDigest, next: sha256(mainTextOf(bundle)) };
}

async function commit(place: Place, { bundle, fence }: Delivery, digests: MainDigests): Promise<null> {
  const { connection, main, owner, settings } = place;
  const decide = (found: FoundObject) => {
    if (found.fence !== fence) refuse("deployment/staged-missing", { path: main.name });
    const { mainDigest } = stateOf(place, found);
    // The answer of a switch that happened may have been lost.
    if (mainDigest === digests.next && found.ownKeys.has(settings.key)) return null;
    if (mainDigest !== digests.previous) refuse("deployment/changed-meanwhile", { path: main.name });
    return { keys: switched(place, found, bundle), fence };
  };
  await changeObject(connection, main, owner, decide, { isForced: settings.isTakeover });
  return null;
}

async function undo(place: Place, { fence }: Pick<Delivery, "fence">, digests: MainDigests): Promise<null> {
  const { connection, main, previous, owner, settings, keeping } = place;
  const { mainDigest } = await readState(place);
  if (mainDigest === digests.previous) return null;
  const kept = (await findObject(connection, previous)).data.get(PREVIOUS_KEY);
  await changeObject(connection, main, owner, (found) => {
    const now = stateOf(place, found).mainDigest;
    if (now === digests.previous) return null;
    if (now !== digests.next) refuse("deployment/foreign-edit", { path: `${main.name}/${settings.key}` });
    const keys = ownData(found);
    const old = digests.previous === null ? keeping.empty : kept;
    if (old === null) keys.delete(settings.key);
    else if (old === undefined || digestOf(keeping.read(old)) !== digests.previous)
      refuse("deployment/previous-missing", { path: previous.name });
    else keys.set(settings.key, old);
    return { keys, fence: Math.max(found.fence, fence) };
  });
  return null;
}

/** A new mark on the object: whoever has prepared a switch before finds it changed, and stops. */
async function discard({ connection, main, owner }: Place, fence: number): Promise<void> {
  const { resourceVersion } = await findObject(connection, main);
  if (resourceVersion === null) return;
  const mark = (found: FoundObject) => (found.fence > fence ? null : { keys: ownData(found), fence: fence + 0.5 });
  await changeObject(connection, main, owner, mark);
}

async function collect({ connection, main, credentials, owner, settings }: Place, keep: readonly string[]): Promise<void> {
  const text = (await findObject(connection, main)).data.get(settings.key)?.toString("utf8");
  if (text === undefined) return;
  const used = [text, ...keep];
  await changeObject(connection, credentials, owner, (found) => {
    const keys = ownData(found);
    for (const key of [...keys.keys()]) {
      if (CREDENTIAL_KEY.test(key) && !used.some((each) => each.includes(key))) keys.delete(key);
    }
    return found.resourceVersion === null ? null : { keys, fence: found.fence };
  });
}

function digestOf(main: Buffer | null): string | null {
  return main === null ? null : sha256(main);
}

function sha256(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}
