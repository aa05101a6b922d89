import { randomBytes } from "node:crypto";
import type { AccessRule } from "./access-rules";

/** The account of the captures. */
export const SERVICE_ACCOUNT = "system:serviceaccount:monitoring:prometheus";
export const ANONYMOUS = "system:anonymous";

/** Who asks, and with which rights; null: those of the server's own token. */
export type Account = { readonly user: string; readonly rules: readonly AccessRule[] | null };

type KnownToken = Account & { readonly expiresAtMs: number };

export type TokenOptions = {
  /** "system:serviceaccount:NAMESPACE:NAME". */
  readonly user?: string;
  /** Rights of this token alone. */
  readonly rules?: readonly AccessRule[];
  /** Without it the token ends never. */
  readonly expiresInSeconds?: number;
};

export type AccountBook = ReturnType<typeof createAccountBook>;

/** The tokens that the server accepts, each until its end. */
export function createAccountBook(cluster: string, firstToken: string | undefined) {
  const known = new Map<string, KnownToken>();
  let own = "";
  const setOwn = (token: string) => {
    own = token;
    known.set(token, { user: SERVICE_ACCOUNT, rules: null, expiresAtMs: Number.POSITIVE_INFINITY });
  };
  setOwn(firstToken ?? makeToken(cluster));

  return {
    /** The server's own token, the one in force. */
    token: () => own,
    /** Makes a new own token; all others end at once, as when a Secret is deleted. */
    rotateToken(): string {
      known.clear();
      setOwn(makeToken(cluster));
      return own;
    },
    /** Makes one more token, beside those that there are. */
    addToken({ user = SERVICE_ACCOUNT, rules, expiresInSeconds }: TokenOptions = {}): string {
      const nowMs = Date.now();
      const expiresAtMs = expiresInSeconds === undefined ? Number.POSITIVE_INFINITY : nowMs + expiresInSeconds * 1000;
      const token = expiresInSeconds === undefined ? makeToken(cluster) : makeJwt(user, nowMs, expiresAtMs);
      known.set(token, { user, rules: rules ?? null, expiresAtMs });
      return token;
    },
    /** Ends one token now. */
    revokeToken(token: string): void {
      known.delete(token);
    },
    /** null for a token that is not known, or that has ended. */
    accountOf(token: string): Account | null {
      const found = known.get(token);
      return found === undefined || found.expiresAtMs <= Date.now() ? null : found;
    },
    /** Whether any token, ended or not, was made for this account. */
    hasUser: (user: string) => [...known.values()].some((one) => one.user === user),
  };
}

function makeToken(cluster: string): string {
  return `canary-${cluster}-${randomBytes(24).toString("hex")}`;
}

/** The shape of a bound token; nobody checks the signature, so there is none. */
function makeJwt(user: string, nowMs: number, expiresAtMs: number): string {
  const [, , namespace = "", name = ""] = user.split(":");
  const claims = {
    aud: ["https://kubernetes.default.svc"],
    exp: Math.floor(expiresAtMs / 1000),
    iat: Math.floor(nowMs / 1000),
    iss: "https://kubernetes.default.svc",
    jti: randomBytes(16).toString("hex"),
    "kubernetes.io": { namespace, serviceaccount: { name, uid: "00000000-0000-4000-8000-000000000001" } },
    sub: user,
  };
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256", kid: "replay" })}.${part(claims)}.${randomBytes(32).toString("base64url")}`;
}
