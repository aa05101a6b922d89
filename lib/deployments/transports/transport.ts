import "server-only";
import type { Bundle } from "@/lib/bundles/bundle";
import type { ServerRecord } from "@/lib/db/servers";
import type { Result } from "@/lib/result";
import { openDirectory } from "./directory";

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

/**
 * A way of delivery. Every outcome that people can do something about is a `Result`;
 * after any failure the main file is the one from before.
 */
export type OpenTransport = {
  readonly timing: DeliveryTiming;
  readBack(): Promise<Result<DiskState>>;
  /** Everything that can be known before the first lasting byte is written. */
  preflight(delivery: Delivery): Promise<Result<DiskState>>;
  /** Puts everything in place except the main file, which stays under a temporary name. */
  stage(delivery: Delivery): Promise<Result<MainDigests>>;
  /** Makes the new main file the one that Prometheus reads: whole or not at all. */
  commit(delivery: Delivery, digests: MainDigests): Promise<Result<null>>;
  /** Puts the old main file back, with its own bytes, mode and owner. Repeating it does no harm. */
  undo(delivery: Pick<Delivery, "bundle" | "revisionNumber" | "fence">, digests: MainDigests): Promise<Result<null>>;
  /** Removes temporary files of this holder of the lease and of all before it. */
  discard(fence: number): Promise<void>;
  /** Removes credential files that neither the main file nor any of `keep` mentions. */
  collectGarbage(keep: readonly string[]): Promise<void>;
};

/** Opens a server's way of delivery. A kind without a case does not compile. */
export function openTransport({ transport }: Pick<ServerRecord, "id" | "name" | "transport" | "transportSecret">): OpenTransport {
  switch (transport.kind) {
    case "directory":
      return openDirectory(transport.directory);
  }
}
