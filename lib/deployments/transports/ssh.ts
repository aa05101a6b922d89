import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { type Failure, fail, type Result } from "@/lib/result";
import type { Secret } from "@/lib/secrets/secret";
import { connectSsh } from "@/lib/ssh/connect";
import { openSftp, SftpLost } from "@/lib/ssh/sftp";
import { DiskRefusal, toDiskFailure } from "./disk-problem";
import type { FileSystem } from "./file-system";
import { type FolderPlace, type FolderPolicy, openFolder } from "./folder";
import { sftpFiles } from "./sftp-files";
import type { SshTransport } from "./ssh-schema";
import type { OpenTransport } from "./transport";

const ACTION_MS_MAX = 120_000;
/** How often, and after which pause, somebody looks what became of a switch whose answer was lost. */
const LOOKS = 3;
const LOOK_AGAIN_MS = 1_000;

type SshSettings = Omit<SshTransport, "kind">;

/** Delivers into a folder on another machine, over SFTP: no command is ever run there. */
export function openSsh(settings: SshSettings, privateKey: Secret, policy: FolderPolicy = {}): OpenTransport {
  const folder = openFolder(settings.directory, placeOf(settings, privateKey), policy);
  /** What a connection that broke off has left behind: whether it was done is looked up. */
  const certain = async (done: Result<null>, expected: string | null): Promise<Result<null>> => {
    for (let look = 0; !done.ok && isLoss(done) && look < LOOKS; look += 1) {
      if (look > 0) await sleep(LOOK_AGAIN_MS);
      const state = await folder.readBack();
      if (state.ok) return state.value.mainDigest === expected ? { ok: true, value: null } : done;
    }
    return done;
  };
  return {
    ...folder,
    commit: async (delivery, digests) => await certain(await folder.commit(delivery, digests), digests.next),
    undo: async (delivery, digests) => {
      const undone = await folder.undo(delivery, digests);
      // It repeats harmlessly, and what it does after the rename counts, too.
      return !undone.ok && isLoss(undone) ? await folder.undo(delivery, digests) : undone;
    },
  };
}

function isLoss({ problems }: Failure): boolean {
  return problems[0].code === "ssh/interrupted" || problems[0].code === "ssh/timeout";
}

function placeOf(settings: SshSettings, privateKey: Secret): FolderPlace {
  const host = `${settings.host}:${settings.port}`;
  return {
    async withFiles(action) {
      const connected = await connectSsh(settings, privateKey);
      if (!connected.ok) throw new DiskRefusal(connected);
      const client = connected.value;
      try {
        const sftp = await openSftp(client, host);
        if (!sftp.ok) throw new DiskRefusal(sftp);
        return await withinTime(action, sftpFiles(sftp.value, settings.user));
      } finally {
        client.end();
        client.destroy();
      }
    },
    toFailure(error, directory) {
      if (error instanceof SftpLost) return fail(error.isTimeout ? "ssh/timeout" : "ssh/interrupted", { parameters: { host } });
      const failure = toDiskFailure(error, directory);
      return OF_OUR_USER.has(failure.problems[0].code) ? ofUser(failure, settings.user) : failure;
    },
  };
}

/** Sentences that name the account we have there, not the one that this process has here. */
const OF_OUR_USER: ReadonlySet<string> = new Set(["deployment/no-permission", "deployment/not-permitted"]);

function ofUser({ problems: [{ parameters }] }: Failure, user: string): Failure {
  return fail("ssh/no-permission", { parameters: { path: parameters.path ?? "", user } });
}

async function withinTime<T>(action: (files: FileSystem) => Promise<T>, files: FileSystem): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new SftpLost(true)), ACTION_MS_MAX);
  });
  return await Promise.race([action(files), deadline]).finally(() => clearTimeout(timer));
}
