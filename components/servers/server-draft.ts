import type { DeployWindow } from "@/lib/deployments/guards/schema";
import type { Transport } from "@/lib/deployments/transport-schema";
import { type Server, type ServerEdit, type ServerInput, serverInputSchema } from "@/lib/servers/schema";

export const AUTH_KINDS = ["none", "basic", "bearer"] as const satisfies readonly ServerInput["auth"]["kind"][];
export type AuthKind = (typeof AUTH_KINDS)[number];

/** What the form holds, under the names of the schema: every field as text, secrets empty unless they were just typed. */
export type ServerDraft = {
  readonly name: string;
  readonly url: string;
  readonly auth: { readonly kind: AuthKind; readonly username: string; readonly password: string; readonly token: string };
  readonly caPem: string;
  readonly transport: Transport;
  /** "" keeps the stored one. */
  readonly transportSecret: string;
  /** "" asks the server. */
  readonly prometheusVersion: string;
  readonly lossPercentMax: string;
  readonly shrinkPercentMax: string;
  readonly fileLayout: Server["fileLayout"];
  readonly revisionsKept: string;
  readonly isProtected: boolean;
  readonly windows: readonly DeployWindow[];
  readonly clusterIds: readonly string[];
  readonly baseConfig: string;
};

const NO_SECRETS = { username: "", password: "", token: "" };

export const EMPTY_DRAFT: ServerDraft = {
  name: "",
  url: "",
  auth: { kind: "none", ...NO_SECRETS },
  caPem: "",
  transport: { kind: "directory", directory: "" },
  transportSecret: "",
  shrinkPercentMax: "20",
  fileLayout: "single",
  revisionsKept: "20",
  isProtected: false,
  windows: [],
  prometheusVersion: "",
  lossPercentMax: "20",
  clusterIds: [],
  baseConfig: "",
};

/** A draft of a stored server; secrets stay on the server, so their fields are empty. */
export function toDraft(server: Server): ServerDraft {
  const { name, url, auth, caPem, transport, prometheusVersion, lossPercentMax, clusters, baseConfig } = server;
  return {
    name,
    url,
    auth: { kind: auth.kind, ...NO_SECRETS, ...(auth.kind === "basic" ? { username: auth.username } : {}) },
    caPem: caPem ?? "",
    transport,
    transportSecret: "",
    shrinkPercentMax: String(server.shrinkPercentMax),
    fileLayout: server.fileLayout,
    revisionsKept: String(server.revisionsKept),
    isProtected: server.isProtected,
    windows: server.windows,
    prometheusVersion: prometheusVersion ?? "",
    lossPercentMax: String(lossPercentMax),
    clusterIds: clusters.map(({ id }) => id),
    baseConfig,
  };
}

/** What is sent to register; `serverInputSchema` still has to accept it. */
export function toServerInput({ transportSecret, ...draft }: ServerDraft): ServerInput {
  return {
    ...draft,
    ...(transportSecret.trim() === "" ? {} : { transportSecret }),
    auth: toAuth(draft.auth),
    caPem: draft.caPem.trim() === "" ? null : draft.caPem,
    prometheusVersion: draft.prometheusVersion.trim() === "" ? null : draft.prometheusVersion,
    lossPercentMax: toNumber(draft.lossPercentMax),
    shrinkPercentMax: toNumber(draft.shrinkPercentMax),
    revisionsKept: toNumber(draft.revisionsKept),
    windows: [...draft.windows],
    clusterIds: [...draft.clusterIds],
  };
}

/** What is no number is none to the schema either. */
function toNumber(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

/** The folder of a draft that names one, for hints; "" for other ways of delivery. */
export function directoryOf(transport: Transport): string {
  return transport.kind === "directory" ? transport.directory.trim() : "";
}

/** What is sent to save: the input and the version that it is based on. */
export function toServerEdit(draft: ServerDraft, version: number): ServerEdit {
  return { ...toServerInput(draft), version };
}

/** How the draft signs in; an empty secret is left out, which keeps the stored one. */
export function toAuth({ kind, username, password, token }: ServerDraft["auth"]): ServerInput["auth"] {
  switch (kind) {
    case "none":
      return { kind };
    case "basic":
      return { kind, username, ...(password === "" ? {} : { password }) };
    case "bearer":
      return { kind, ...(token === "" ? {} : { token }) };
  }
}

/**
 * True when the stored secret may not be used any more (INV-1): where it would be sent has changed,
 * or what kind of secret is meant, and no new one was typed.
 */
export function needsSecretAgain(server: Server, { auth, url, caPem }: ServerDraft): boolean {
  const typed = auth.kind === "basic" ? auth.password : auth.token;
  if (auth.kind === "none" || typed !== "") return false;
  const isSamePlace = url.trim().replace(/\/+$/, "") === server.url && caPem.trim() === (server.caPem ?? "").trim();
  return !isSamePlace || auth.kind !== server.auth.kind;
}

/** True when the two drafts would be saved alike. The order of clusters does not matter: the renderer sorts them. */
export function isSameDraft(a: ServerDraft, b: ServerDraft): boolean {
  // The long text is compared as it is: this runs at every key.
  return a.baseConfig === b.baseConfig && fingerprint(a) === fingerprint(b);
}

function fingerprint(draft: ServerDraft): string {
  const input = toServerInput({ ...draft, baseConfig: "", clusterIds: [...draft.clusterIds].sort() });
  // The schema trims and strips as saving does: a slash at the end of a URL is no unsaved change.
  return JSON.stringify(serverInputSchema.safeParse(input).data ?? input);
}
