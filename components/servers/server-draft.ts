import type { Server, ServerEdit, ServerInput } from "@/lib/servers/schema";

export type AuthKind = ServerInput["auth"]["kind"];

/** What the form holds: every field as text, secrets empty unless they were just typed. */
export type ServerDraft = {
  readonly name: string;
  readonly url: string;
  readonly authKind: AuthKind;
  readonly username: string;
  readonly password: string;
  readonly token: string;
  readonly caPem: string;
  readonly directory: string;
  /** "" asks the server. */
  readonly prometheusVersion: string;
  readonly clusterIds: readonly string[];
  readonly baseConfig: string;
};

export const EMPTY_DRAFT: ServerDraft = {
  name: "",
  url: "",
  authKind: "none",
  username: "",
  password: "",
  token: "",
  caPem: "",
  directory: "",
  prometheusVersion: "",
  clusterIds: [],
  baseConfig: "",
};

/** A draft of a stored server; secrets stay on the server, so their fields are empty. */
export function toDraft(server: Server): ServerDraft {
  return {
    ...EMPTY_DRAFT,
    name: server.name,
    url: server.url,
    authKind: server.auth.kind,
    username: server.auth.kind === "basic" ? server.auth.username : "",
    caPem: server.caPem ?? "",
    directory: server.transport.directory,
    prometheusVersion: server.prometheusVersion ?? "",
    clusterIds: server.clusters.map(({ id }) => id),
    baseConfig: server.baseConfig,
  };
}

/** What is sent to register; `serverInputSchema` still has to accept it. */
export function toServerInput(draft: ServerDraft): ServerInput {
  return {
    name: draft.name,
    url: draft.url,
    auth: toAuth(draft),
    caPem: draft.caPem.trim() === "" ? null : draft.caPem,
    transport: { kind: "directory", directory: draft.directory },
    prometheusVersion: draft.prometheusVersion.trim() === "" ? null : draft.prometheusVersion,
    baseConfig: draft.baseConfig,
    clusterIds: [...draft.clusterIds],
  };
}

/** What is sent to save: the input and the version that it is based on. */
export function toServerEdit(draft: ServerDraft, version: number): ServerEdit {
  return { ...toServerInput(draft), version };
}

/** How the draft signs in; an empty secret is left out, which keeps the stored one. */
export function toAuth({ authKind, username, password, token }: ServerDraft): ServerInput["auth"] {
  switch (authKind) {
    case "none":
      return { kind: "none" };
    case "basic":
      return { kind: "basic", username, ...(password === "" ? {} : { password }) };
    case "bearer":
      return { kind: "bearer", ...(token === "" ? {} : { token }) };
  }
}

/**
 * True when the stored secret may not be used any more (INV-1): where it would be sent has changed,
 * or what kind of secret is meant, and no new one was typed.
 */
export function needsSecretAgain(server: Server, draft: ServerDraft): boolean {
  if (draft.authKind === "none" || typedSecret(draft) !== "") return false;
  const isSamePlace = withoutSlash(draft.url) === server.url && draft.caPem.trim() === (server.caPem ?? "").trim();
  return !isSamePlace || draft.authKind !== server.auth.kind;
}

function typedSecret({ authKind, password, token }: ServerDraft): string {
  return authKind === "basic" ? password : token;
}

function withoutSlash(url: string): string {
  return url.trim().replace(/\/+$/, "");
}

/** True when the two drafts would be saved alike. The order of clusters does not matter: the renderer sorts them. */
export function isSameDraft(a: ServerDraft, b: ServerDraft): boolean {
  return fingerprint(a) === fingerprint(b);
}

function fingerprint(draft: ServerDraft): string {
  return JSON.stringify({ ...toServerInput(draft), clusterIds: [...draft.clusterIds].sort() });
}
