// What strace writes of the calls that change files, read back.

/** Absent anywhere, a check of the real order of calls cannot be done: install-parts.mjs brings it. */
const STRACE = "/usr/bin/strace";

/** With "?" because some of them are not there on every processor. */
const CALLS = [
  ...["openat", "?open", "?creat", "write", "writev", "pwrite64", "pwritev", "?truncate", "ftruncate", "fsync", "fdatasync"],
  ...["?rename", "?renameat", "renameat2", "?link", "linkat", "?symlink", "symlinkat", "?unlink", "unlinkat"],
  ...["?mkdir", "mkdirat", "?rmdir"],
];

/** One call that has succeeded. Paths are absolute. */
export type Syscall =
  | { readonly call: "create" | "makeFolder" | "remove" | "sync"; readonly path: string }
  | { readonly call: "write"; readonly path: string; readonly bytes: Buffer }
  | { readonly call: "rename" | "link"; readonly path: string; readonly to: string }
  /** Something that a delivery must not do to a folder: cut a file, write in its middle, make symbolic links. */
  | { readonly call: "unexpected"; readonly path: string; readonly text: string };

/** The command that runs another one and writes its calls to a file: every byte of them, in hexadecimal. */
export function straceTo(file: string): string[] {
  return [STRACE, "-f", "--seccomp-bpf", "-y", "-xx", "-s", "10000000", "-o", file, "-e", `trace=${CALLS.join(",")}`];
}

/** The calls of a log in the order in which they ended. */
export function parseSyscalls(log: string): Syscall[] {
  const begun = new Map<string, string>();
  return log.split("\n").flatMap((line) => {
    const [, thread = "", text = ""] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (text.endsWith("<unfinished ...>")) {
      begun.set(thread, text.slice(0, -"<unfinished ...>".length));
      return [];
    }
    const rest = /^<\.\.\. \w+ resumed>(.*)$/.exec(text)?.[1];
    return toSyscall(rest === undefined ? text : `${begun.get(thread) ?? ""}${rest}`);
  });
}

function toSyscall(text: string): Syscall[] {
  const [, name = "", list = "", result = ""] = /^(\w+)\((.*)\) += (-?\d+)/.exec(text) ?? [];
  if (name === "" || result.startsWith("-")) return [];
  const [first = "", second = ""] = pathsOf(list);
  switch (name) {
    case "open":
    case "openat":
      return list.includes("O_TRUNC")
        ? unexpected(first, text)
        : list.includes("O_CREAT")
          ? [{ call: "create", path: first }]
          : [];
    case "write":
      return [{ call: "write", path: openPath(list), bytes: bytesOf(list).subarray(0, Number(result)) }];
    case "fsync":
    case "fdatasync":
      return [{ call: "sync", path: openPath(list) }];
    case "mkdir":
    case "mkdirat":
      return [{ call: "makeFolder", path: first }];
    case "unlink":
    case "unlinkat":
    case "rmdir":
      return [{ call: "remove", path: first }];
    case "rename":
    case "renameat":
    case "renameat2":
      return [{ call: "rename", path: first, to: second }];
    case "link":
    case "linkat":
      return [{ call: "link", path: first, to: second }];
    default:
      return unexpected(first === "" ? openPath(list) : first, text);
  }
}

function unexpected(path: string, text: string): Syscall[] {
  return [{ call: "unexpected", path, text: text.slice(0, 200) }];
}

/** Absolute paths among the strings of a call; Node never gives others. */
function pathsOf(list: string): string[] {
  return [...list.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = ""]) => decode(hex).toString());
}

/** Where the descriptor leads that is the first argument: `7<\x2f\x74…>`. */
function openPath(list: string): string {
  return decode(/^\d+<([^>]*)>/.exec(list)?.[1] ?? "").toString();
}

function bytesOf(list: string): Buffer {
  return decode(/"((?:\\x[0-9a-f]{2})*)"/.exec(list)?.[1] ?? "");
}

function decode(hex: string): Buffer {
  return Buffer.from(hex.replaceAll("\\x", ""), "hex");
}
