import { z } from "zod";
import { hostKeySchema, sshHostSchema } from "@/lib/ssh/schema";

const CA_BYTES_MAX = 65_536;

/** Names that git takes for branches, and that no program takes for options. */
const branchSchema = z
  .string()
  .trim()
  .regex(/^(?!.*(?:\.\.|\/\/|\/\.|\.lock(?:\/|$)))[A-Za-z0-9][A-Za-z0-9._/-]{0,199}(?<![./])$/, { error: "git/branch" });

/** A line of a commit; git itself drops what is in angle brackets. */
const nameSchema = z
  .string()
  .trim()
  .regex(/^[^<>\p{Cc}]{1,100}$/u, { error: "git/author" });

/** A folder of a git repository, from which somebody else brings it to Prometheus. The key or token is the transport's secret. */
export const gitTransportSchema = z
  .strictObject({
    kind: z.literal("git"),
    /** ssh://user@host/path, https://host/path, or user@host:path. */
    url: z
      .string()
      .trim()
      .refine((text) => parseGitUrl(text) !== null, { error: "git/url" }),
    branch: branchSchema,
    /** Each deployment is pushed to a branch of its own, and somebody merges it. */
    branchPerDeployment: z.boolean().default(false),
    /** Folder in the repository that holds prometheus.yml; "" is the whole repository. */
    path: z
      .string()
      .trim()
      .regex(/^(?:(?!\.)[A-Za-z0-9._-]+(?:\/(?!\.)[A-Za-z0-9._-]+)*)?$/, { error: "git/path" }),
    authorName: nameSchema,
    authorEmail: z.email({ error: "git/author" }).max(200),
    /** Who signs in over https; the token is the password. */
    username: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$/, { error: "git/username" }),
    /** The only CA that is trusted for https; empty means those of the machine. */
    caPem: z.string().trim().max(CA_BYTES_MAX),
    /** Of the host of an ssh URL, as somebody has confirmed it. */
    hostKey: hostKeySchema.nullable(),
    /** How long it may take until what is pushed runs, in minutes. */
    visibleMinutes: z
      .int({ error: "git/visible-minutes" })
      .min(1, { error: "git/visible-minutes" })
      .max(1440, { error: "git/visible-minutes" }),
  })
  .refine(({ url, hostKey }) => parseGitUrl(url)?.protocol !== "ssh" || hostKey !== null, {
    error: "ssh/host-key-needed",
    path: ["hostKey"],
  });
export type GitTransport = z.infer<typeof gitTransportSchema>;

export type GitUrl =
  | { readonly protocol: "ssh"; readonly user: string; readonly host: string; readonly port: number; readonly path: string }
  | { readonly protocol: "https"; readonly host: string; readonly port: number; readonly path: string };

const PATH = /^\/?[A-Za-z0-9~_][A-Za-z0-9._~/-]*$/;
const USER = /^[A-Za-z_][A-Za-z0-9._-]{0,63}$/;

/** Reads the URL of a repository; null for what is none of the three forms, or has a password in it. */
export function parseGitUrl(text: string): GitUrl | null {
  const short = /^([^@/:]+)@([^:/]+):(?!\/\/)(.+)$/.exec(text);
  if (short !== null) {
    const [, user = "", host = "", path = ""] = short;
    return checked({ protocol: "ssh", user, host, port: 22, path });
  }
  if (!URL.canParse(text)) return null;
  const { protocol, username, password, hostname, port, pathname, search, hash } = new URL(text);
  if (password !== "" || search !== "" || hash !== "") return null;
  const host = hostname.replace(/^\[|\]$/g, "");
  if (protocol === "ssh:") return checked({ protocol: "ssh", user: username, host, port: Number(port || 22), path: pathname });
  if (protocol !== "https:" || username !== "") return null;
  return checked({ protocol: "https", host, port: Number(port || 443), path: pathname });
}

function checked(url: GitUrl): GitUrl | null {
  const isPlain = PATH.test(url.path) && !url.path.split("/").includes("..") && sshHostSchema.safeParse(url.host).success;
  const isUser = url.protocol === "https" || USER.test(url.user);
  return isPlain && isUser ? url : null;
}
