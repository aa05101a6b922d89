import "server-only";

/** Mode and owner that a file shall have. null means: as the system gives it to us. */
export type Ownership = { readonly mode: number; readonly uid: number | null; readonly gid: number | null };

export type FileKind = "file" | "folder" | "link" | "other";

export type FileFacts = {
  readonly kind: FileKind;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
};

export type FreeSpace = {
  readonly bytes: number;
  /** Files that can still be made; null where the file system does not count them. */
  readonly files: number | null;
};

/**
 * What delivering into a folder needs of the system that has it: this machine's, or another one's over SFTP.
 * Paths are absolute. What fails throws an error whose `code` is the name of an errno and whose `path` says where.
 */
export type FileSystem = {
  realpath(path: string): Promise<string>;
  stat(path: string): Promise<FileFacts>;
  /** Does not follow a link. */
  lstat(path: string): Promise<FileFacts>;
  /** Whether a path is mounted by itself, as far as this system tells; `root` is the folder that holds it. */
  isMountPoint(path: string, root: string): Promise<boolean>;
  /** null where the file system does not say; then the write itself has to. */
  freeSpace(path: string): Promise<FreeSpace | null>;
  list(path: string): Promise<readonly { readonly name: string; readonly kind: FileKind }[]>;
  /** Reads a regular file without following a link in its last part; null when it is not there. */
  readRegular(path: string): Promise<Buffer | null>;
  /** Writes a file that must not exist yet, and has it on the disk before it returns. Leaves nothing on failure. */
  writeNew(path: string, content: string | Buffer, ownership: Ownership): Promise<void>;
  /** Makes one folder that must not exist yet. */
  makeFolder(path: string, ownership: Ownership): Promise<void>;
  /** A second name for a file. */
  link(path: string, name: string): Promise<void>;
  /** Takes the place of what is there: readers see the old or the new one. */
  rename(path: string, name: string): Promise<void>;
  /** Removes a file or a link. */
  remove(path: string): Promise<void>;
  /** Removes a folder that is empty. */
  removeFolder(path: string): Promise<void>;
  /** Makes renames and new names in a folder survive a power cut. */
  syncFolder(path: string): Promise<void>;
};

/** The folder that a deployment goes to, links resolved once, and the system that has it. */
export type Folder = { readonly root: string; readonly files: FileSystem };
