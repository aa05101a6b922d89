import "server-only";
import { dirname } from "node:path/posix";
import { type Sftp, SftpRefusal, type SftpStats, STATUS } from "@/lib/ssh/sftp";
import { isMissing, refuse } from "./disk-problem";
import { checkFileSize } from "./durable-files";
import type { FileFacts, FileKind, FileSystem, FreeSpace, Ownership } from "./file-system";
import { isInMountTable } from "./local-files";

const CHUNK_BYTES = 32_768;
const MODE_TYPE = 0o170000;
const KIND_OF_MODE: ReadonlyMap<number, FileKind> = new Map([
  [0o100000, "file"],
  [0o040000, "folder"],
  [0o120000, "link"],
]);
const READ_ONLY_FLAG = 1n;

/** The file system of another machine. `user` is who we are there. */
export function sftpFiles(sftp: Sftp, user: string): FileSystem {
  const step = async <T>(path: string, work: Promise<T>, explain?: () => Promise<string>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof SftpRefusal)) throw error;
      throw Object.assign(new Error(error.message), { code: await errnoOf(error.status, explain), path });
    }
  };
  const realpath = (path: string) =>
    step(
      path,
      sftp.ask<string>((it, done) => it.realpath(path, done)),
    );
  const lstat = async (path: string) =>
    toFacts(
      await step(
        path,
        sftp.ask<SftpStats>((it, done) => it.lstat(path, done)),
      ),
    );
  const isThere = (path: string) =>
    lstat(path).then(
      () => true,
      () => false,
    );
  const statvfs = (path: string) => sftp.ask<VolumeFacts>((it, done) => it.ext_openssh_statvfs(path, done));

  /** SFTP calls a full disk, a read-only one and many other things by one word: look which it is. */
  const explainFailure = (path: string, bytes: number) => async () => {
    const volume = await statvfs(dirname(path)).catch(() => null);
    if (volume === null) return "EIO";
    if ((BigInt(volume.f_flag) & READ_ONLY_FLAG) !== 0n) return "EROFS";
    const { bytes: freeBytes, files } = toFreeSpace(volume);
    return freeBytes <= bytes || files === 0 ? "ENOSPC" : "EIO";
  };
  const explainNew = (path: string) => async () => ((await isThere(path)) ? "EEXIST" : await explainFailure(path, 0)());

  /** There is no O_NOFOLLOW here: a path that is not its own real path has a link in it. */
  const refuseLinks = async (path: string) => {
    if ((await realpath(path)) !== path) refuse("deployment/link", { path, errno: "ELOOP" });
  };

  const withHandle = async <T>(
    { path, flags, explain }: { path: string; flags: "r" | "wx"; explain?: () => Promise<string> },
    action: (handle: Buffer) => Promise<T>,
  ): Promise<T> => {
    const open = sftp.ask<Buffer>((it, done) => it.open(path, flags, { mode: 0o600 }, done));
    const handle = await step(path, open, explain);
    try {
      return await action(handle);
    } finally {
      await sftp.ask((it, done) => it.close(handle, done)).catch(() => undefined);
    }
  };

  const readAll = async (path: string, handle: Buffer): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for (let position = 0; ; ) {
      const buffer = Buffer.alloc(CHUNK_BYTES);
      const at = position;
      const read = await sftp
        .ask<number>((it, done) => it.read(handle, buffer, 0, CHUNK_BYTES, at, done))
        .catch((error: unknown) => {
          if (error instanceof SftpRefusal && error.status === STATUS.eof) return 0;
          throw error;
        });
      if (read === 0) return Buffer.concat(chunks);
      chunks.push(buffer.subarray(0, read));
      position += read;
      checkFileSize(path, position);
    }
  };

  const setOwnership = async (handle: Buffer, path: string, { mode, uid, gid }: Ownership) => {
    const now = await sftp.ask<SftpStats>((it, done) => it.fstat(handle, done));
    const wanted = { uid: uid ?? now.uid, gid: gid ?? now.gid };
    const give = (owner: { uid: number; gid: number }) => sftp.ask((it, done) => it.fsetstat(handle, owner, done));
    if (now.uid !== wanted.uid || now.gid !== wanted.gid) {
      await give(wanted)
        .catch(() => give({ uid: now.uid, gid: wanted.gid }))
        .catch((error: unknown) => {
          if (!(error instanceof SftpRefusal)) throw error;
          // The group decides whether Prometheus can read the file, so that one must hold.
          if ((mode & 0o004) === 0) refuse("ssh/group", { path, group: wanted.gid, user });
        });
    }
    await step(
      path,
      sftp.ask((it, done) => it.fsetstat(handle, { mode }, done)),
    );
  };

  const sync = (handle: Buffer) => sftp.ask((it, done) => it.ext_openssh_fsync(handle, done));

  return {
    realpath,
    lstat,
    stat: async (path) =>
      toFacts(
        await step(
          path,
          sftp.ask<SftpStats>((it, done) => it.stat(path, done)),
        ),
      ),
    // Seen only when the account is not shut into a folder.
    isMountPoint: (path) =>
      withHandle({ path: "/proc/self/mountinfo", flags: "r" }, (handle) => readAll("/proc/self/mountinfo", handle)).then(
        (table) => isInMountTable(table.toString("utf8"), path),
        () => false,
      ),
    freeSpace: async (path) => {
      const volume = await step(path, statvfs(path));
      return Number(volume.f_blocks) === 0 ? null : toFreeSpace(volume);
    },
    list: async (path) => {
      type Entry = { filename: string; attrs: { mode: number } };
      const entries = await step(
        path,
        sftp.ask<readonly Entry[]>((it, done) => it.readdir(path, done)),
      );
      return entries
        .map(({ filename, attrs }) => ({ name: filename, kind: kindOf(attrs.mode) }))
        .filter(({ name }) => name !== "" && name !== "." && name !== ".." && !name.includes("/"));
    },
    async readRegular(path) {
      try {
        const { kind, size } = await lstat(path);
        if (kind === "link") refuse("deployment/link", { path, errno: "ELOOP" });
        if (kind !== "file") refuse("deployment/not-a-file", { path });
        checkFileSize(path, size);
        return await withHandle({ path, flags: "r" }, async (handle) => {
          const content = await step(path, readAll(path, handle));
          await refuseLinks(path);
          return content;
        });
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async writeNew(path, content, ownership) {
      const bytes = Buffer.from(content);
      await refuseLinks(dirname(path));
      await withHandle({ path, flags: "wx", explain: explainNew(path) }, async (handle) => {
        try {
          await refuseLinks(path);
          if (bytes.length > 0) {
            const write = sftp.ask((it, done) => it.write(handle, bytes, 0, bytes.length, 0, done));
            await step(path, write, explainFailure(path, bytes.length));
          }
          await setOwnership(handle, path, ownership);
          await step(path, sync(handle), explainFailure(path, bytes.length));
        } catch (error) {
          await sftp.ask((it, done) => it.unlink(path, done)).catch(() => undefined);
          throw error;
        }
      });
    },
    async makeFolder(path, ownership) {
      await refuseLinks(dirname(path));
      const make = sftp.ask((it, done) => it.mkdir(path, { mode: ownership.mode }, done));
      await step(path, make, explainNew(path));
      await refuseLinks(path);
      await withHandle({ path, flags: "r" }, (handle) => setOwnership(handle, path, ownership));
    },
    link: (path, name) =>
      step(
        name,
        sftp.ask((it, done) => it.ext_openssh_hardlink(path, name, done)),
        explainNew(name),
      ),
    rename: (path, name) =>
      step(
        name,
        sftp.ask((it, done) => it.ext_openssh_rename(path, name, done)),
        explainFailure(name, 0),
      ),
    remove: (path) =>
      step(
        path,
        sftp.ask((it, done) => it.unlink(path, done)),
        explainFailure(path, 0),
      ),
    removeFolder: (path) =>
      step(
        path,
        sftp.ask((it, done) => it.rmdir(path, done)),
        explainFailure(path, 0),
      ),
    syncFolder: (path) => withHandle({ path, flags: "r" }, (handle) => step(path, sync(handle))),
  };
}

type VolumeFacts = Readonly<
  Record<"f_bsize" | "f_frsize" | "f_blocks" | "f_bavail" | "f_files" | "f_ffree" | "f_flag", number | bigint>
>;

function toFreeSpace({ f_bavail, f_frsize, f_files, f_ffree }: VolumeFacts): FreeSpace {
  return { bytes: Number(f_bavail) * Number(f_frsize), files: Number(f_files) > 0 ? Number(f_ffree) : null };
}

function kindOf(mode: number): FileKind {
  return KIND_OF_MODE.get(mode & MODE_TYPE) ?? "other";
}

function toFacts({ mode, uid, gid, size }: SftpStats): FileFacts {
  return { kind: kindOf(mode), mode: mode & 0o7777, uid, gid, size };
}

async function errnoOf(status: number, explain: (() => Promise<string>) | undefined): Promise<string> {
  if (status === STATUS.noSuchFile) return "ENOENT";
  if (status === STATUS.permissionDenied) return "EACCES";
  return explain === undefined ? "EIO" : await explain();
}
