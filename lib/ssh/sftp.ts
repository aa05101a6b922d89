import "server-only";
import type { Client, SFTPWrapper } from "ssh2";
import { fail, ok, type Result } from "@/lib/result";

export type { Stats as SftpStats } from "ssh2";

const STEP_MS_MAX = 15_000;

/** Extensions without which files cannot be switched whole and kept through a power cut. */
const NEEDED_EXTENSIONS = [
  "posix-rename@openssh.com",
  "fsync@openssh.com",
  "hardlink@openssh.com",
  "statvfs@openssh.com",
] as const;

/** The connection broke off, or nothing came for too long: whether the last step was done is unknown. */
export class SftpLost extends Error {
  readonly isTimeout: boolean;
  constructor(isTimeout: boolean) {
    super(isTimeout ? "no answer over SFTP" : "SFTP connection lost");
    this.isTimeout = isTimeout;
  }
}

/** A refusal by the server with its number (SSH_FX_*). */
export class SftpRefusal extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`SFTP status ${status}`);
    this.status = status;
  }
}

export const STATUS = { eof: 1, noSuchFile: 2, permissionDenied: 3, failure: 4, badMessage: 5, unsupported: 8 } as const;

export type Sftp = {
  /** One request with a deadline of its own. */
  ask<T = void>(request: (sftp: SFTPWrapper, done: (error: Error | null | undefined, value?: T) => void) => void): Promise<T>;
};

/** Opens the file service of a connection; refuses a server that lacks what deployments need, by name. */
export async function openSftp(client: Client, host: string): Promise<Result<Sftp>> {
  const lost = new Promise<never>((_resolve, reject) => {
    client.once("close", () => reject(new SftpLost(false)));
  });
  lost.catch(() => undefined);
  const ask = <T>(work: Promise<T>) => withDeadline(Promise.race([work, lost]));
  let sftp: SFTPWrapper;
  try {
    sftp = await ask(
      new Promise<SFTPWrapper>((resolve, reject) => {
        client.sftp((error, opened) => (error === undefined || error === null ? resolve(opened) : reject(error)));
      }),
    );
  } catch (error) {
    if (error instanceof SftpLost) return fail(error.isTimeout ? "ssh/timeout" : "ssh/interrupted", { parameters: { host } });
    return fail("ssh/no-sftp", { parameters: { host } });
  }
  sftp.on("error", () => undefined);
  // Its requests throw by themselves when one lacks; this names all of them before anything is written.
  const { _extensions: extensions = {} } = sftp as unknown as { readonly _extensions?: Readonly<Record<string, string>> };
  const missing = NEEDED_EXTENSIONS.filter((name) => extensions[name] === undefined);
  if (missing.length > 0) return fail("ssh/missing-extension", { parameters: { host, names: missing.join(", ") } });
  return ok({
    ask: <T>(request: (sftp: SFTPWrapper, done: (error: Error | null | undefined, value?: T) => void) => void) =>
      ask(
        new Promise<T>((resolve, reject) => {
          request(sftp, (error, value) =>
            error === undefined || error === null ? resolve(value as T) : reject(toRefusal(error)),
          );
        }),
      ),
  });
}

function toRefusal(error: Error): Error {
  const status = "code" in error && typeof error.code === "number" ? error.code : null;
  return status === null ? new SftpLost(false) : new SftpRefusal(status);
}

async function withDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new SftpLost(true)), STEP_MS_MAX);
  });
  return Promise.race([work, deadline]).finally(() => clearTimeout(timer));
}
