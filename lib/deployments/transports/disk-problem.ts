import "server-only";
import { type Failure, fail } from "@/lib/result";

/** What the operating system says, and the code of the sentence that explains it. */
const CODE_OF_ERRNO: Record<string, string> = {
  ENOSPC: "deployment/disk-full",
  EDQUOT: "deployment/quota",
  EFBIG: "deployment/file-too-big",
  EROFS: "deployment/read-only",
  EACCES: "deployment/no-permission",
  EPERM: "deployment/not-permitted",
  ENOENT: "deployment/missing-path",
  ENOTDIR: "deployment/not-a-directory",
  EISDIR: "deployment/not-a-file",
  ELOOP: "deployment/link",
  EXDEV: "deployment/other-file-system",
  EBUSY: "deployment/busy-path",
  EMFILE: "deployment/too-many-files",
  ENFILE: "deployment/too-many-files",
  EIO: "deployment/io-error",
};

/** Thrown inside the transport for findings of its own; `attempt` makes them results. */
export class DiskRefusal extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.problems[0].code);
    this.failure = failure;
  }
}

/** Ends the running attempt with a problem. */
export function refuse(code: string, parameters: Record<string, string | number>): never {
  throw new DiskRefusal(fail(code, { parameters }));
}

type SystemError = Error & { code: string; path?: string; syscall?: string };

function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && "code" in error && typeof error.code === "string" && /^E[A-Z0-9]+$/.test(error.code);
}

/** True when the file or folder is simply not there. */
export function isMissing(error: unknown): boolean {
  return isSystemError(error) && error.code === "ENOENT";
}

/** True when something is already there. */
export function isExisting(error: unknown): boolean {
  return isSystemError(error) && error.code === "EEXIST";
}

/** Turns a failure of the disk into a problem; anything else is a bug of ours and passes through. */
export function toDiskFailure(error: unknown, fallbackPath: string): Failure {
  if (error instanceof DiskRefusal) return error.failure;
  if (!isSystemError(error)) throw error;
  return fail(CODE_OF_ERRNO[error.code] ?? "deployment/disk-error", {
    parameters: {
      path: error.path ?? fallbackPath,
      errno: error.code,
      uid: process.getuid?.() ?? 0,
      gid: process.getgid?.() ?? 0,
    },
  });
}
