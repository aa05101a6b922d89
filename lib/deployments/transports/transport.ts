import "server-only";
import type { Bundle } from "@/lib/bundles/bundle";
import type { ServerRecord } from "@/lib/db/servers";
import type { Problem, Result } from "@/lib/result";
import type { Secret } from "@/lib/secrets/secret";
import { openDirectory } from "./directory";
import { openGit } from "./git";
import { openKubernetes } from "./kubernetes";
import { openPrometheusOperator } from "./prometheus-operator";
import { openPull } from "./pull";
import { openSsh } from "./ssh";

/** Who may write to a place: the server row whose files are there. */
export type OwnerMarker = { readonly serverId: string; readonly serverName: string };

/** What is found where Prometheus reads its configuration. */
export type DiskState = {
  /** The main file, byte for byte; null when there is none. */
  readonly main: Buffer | null;
  /** SHA-256 of it, hex. */
  readonly mainDigest: string | null;
  readonly owner: OwnerMarker | null;
  /** Revisions that the place itself has copies of; absent where a place keeps none. */
  readonly revisions?: readonly PlacedRevision[];
};

/** A revision as the place knows it, whatever the database knows. */
export type PlacedRevision = {
  readonly number: number;
  /** The first hex digits of the bundle's digest. */
  readonly digest: string;
  /** SHA-256, hex, of its main file; null when the copy is gone. */
  readonly mainDigest: string | null;
};

/** One deployment, as a transport sees it. */
export type Delivery = {
  readonly bundle: Bundle;
  readonly revisionNumber: number;
  /** Grows with every holder of the server's lease; it names the temporary files. */
  readonly fence: number;
  readonly owner: OwnerMarker;
  /** Who wants it and why, for places that keep a history of their own. */
  readonly order?: { readonly author: string; readonly reason: string };
};

/** Digests of the main file before and after a deployment; null when there was no file. */
export type MainDigests = { readonly previous: string | null; readonly next: string };

/** How what is committed reaches the running server. */
export type DeliveryTiming = {
  /** How long the content may take to show where Prometheus reads; 0 when it is there at once. */
  readonly visibleWithinMs: number;
  /** "http": we ask Prometheus to reload. "by-receiver": whoever receives the content does, and we only verify. */
  readonly reload: "http" | "by-receiver";
};

/** What the receiver of the content has said of it. */
export type Hearing =
  | {
      readonly kind: "waiting";
      readonly problem: Problem;
      /** What else is known of why it may be so. */
      readonly reasons?: readonly Problem[];
    }
  /** It was not taken, and the receiver has put the old one back as far as it could. */
  | { readonly kind: "refused"; readonly problem: Problem }
  | { readonly kind: "loaded"; readonly facts: readonly Problem[] };

/** Somebody beside the server who tells what it runs. */
export type Receiver = {
  /** True when the server itself cannot be asked: then this word has to do. */
  readonly isOnlyWitness: boolean;
  /** @param mainDigest SHA-256, hex, of the main file that is expected to run */
  hear(mainDigest: string): Promise<Hearing>;
};

/**
 * A way of delivery. Every outcome that people can do something about is a `Result`;
 * after any failure the main file is the one from before.
 */
export type OpenTransport = {
  readonly timing: DeliveryTiming;
  readonly receiver?: Receiver;
  /** Why content may not have shown where Prometheus reads although it was given enough time (F-08). */
  readonly notShown?: Problem;
  /** What people should know of delivering this bundle in this way, before anything is asked or written. */
  remarks?(bundle: Pick<Bundle, "files">): readonly Problem[];
  readBack(): Promise<Result<DiskState>>;
  /** Everything that can be known before the first lasting byte is written. */
  preflight(delivery: Delivery): Promise<Result<DiskState>>;
  /** Tries everything that can be tried without writing and without a bundle: access, rights, owners. */
  checkAccess?(): Promise<Result<null>>;
  /** Puts everything in place except the main file, which stays under a temporary name. */
  stage(delivery: Delivery): Promise<Result<MainDigests>>;
  /** Makes the new main file the one that Prometheus reads: whole or not at all. */
  commit(delivery: Delivery, digests: MainDigests): Promise<Result<null>>;
  /** Puts the old main file back, with its own bytes, mode and owner. Repeating it does no harm. */
  undo(delivery: Pick<Delivery, "bundle" | "revisionNumber" | "fence">, digests: MainDigests): Promise<Result<null>>;
  /** Reads every file of a bundle back; a problem names the first that is missing or holds something else. */
  checkFiles?(bundle: Pick<Bundle, "files">): Promise<Result<null>>;
  /** Removes temporary files of this holder of the lease and of all before it. */
  discard(fence: number): Promise<void>;
  /** Removes credential files and job files that neither the main file nor any of `keep` mentions. */
  collectGarbage(keep: readonly string[]): Promise<void>;
};

/** Opens a server's way of delivery. A kind without a case does not compile. */
export function openTransport(
  server: Pick<ServerRecord, "id" | "name" | "transport" | "transportSecret" | "policy" | "url" | "caPem" | "auth">,
): OpenTransport {
  const { id, name, transport } = server;
  switch (transport.kind) {
    case "directory":
      return openDirectory(transport.directory, server.policy);
    case "kubernetes":
      return openKubernetes({ id, name, transport, token: server.transportSecret?.secret ?? null });
    case "prometheus-operator": {
      const connection = { url: server.url, caPem: server.caPem, auth: server.auth };
      return openPrometheusOperator({ id, name, transport, connection, token: server.transportSecret?.secret ?? null });
    }
    case "pull":
      return openPull({ id, name, transport });
    case "ssh":
      return openSsh(transport, secretOf(server), server.policy);
    case "git":
      return openGit({ id: server.id, name, transport, secret: secretOf(server) });
  }
}

function secretOf({ id, transportSecret }: Pick<ServerRecord, "id" | "transportSecret">): Secret {
  if (transportSecret === null) throw new Error(`server ${id} has lost the secret of its transport`);
  return transportSecret.secret;
}
