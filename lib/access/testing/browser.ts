import { POST as authPost } from "@/app/api/auth/[...all]/route";
import { POST as setupPost } from "@/app/api/v1/setup/route";
import { resetAuthForTest } from "@/lib/access/auth";
import { issueSetupToken } from "@/lib/access/setup-token";
import { env } from "@/lib/env";
import { createKeyringFile, overrideKeyringForTest } from "@/lib/secrets/keyring";

export const ADMIN = { name: "Ada", email: "ada@example.com", password: "correct horse battery" };

export type Handler = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>;
type Call = { method?: string; body?: unknown; params?: Record<string, string>; headers?: Record<string, string> };

/** A browser's worth of cookies in front of route handlers, without a server in between. */
export function createBrowser() {
  const cookies = new Map<string, string>();
  const headersOf = (extra: Record<string, string> = {}) =>
    new Headers({
      "sec-fetch-site": "same-origin",
      origin: env().externalUrl,
      ...(cookies.size === 0 ? {} : { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") }),
      ...extra,
    });
  const send = async (handler: Handler, path: string, { method = "GET", body, params = {}, headers }: Call = {}) => {
    const all = headersOf(headers);
    if (body !== undefined && !all.has("content-type")) all.set("content-type", "application/json");
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const request = new Request(`${env().externalUrl}${path}`, {
      method,
      headers: all,
      ...(body === undefined ? {} : { body: text }),
    });
    const response = await handler(request, { params: Promise.resolve(params) });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "" || /max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  return {
    cookies,
    send,
    signIn: (email = ADMIN.email, password = ADMIN.password) =>
      send(authPost, "/api/auth/sign-in/email", { method: "POST", body: { email, password } }),
  };
}

export type Browser = ReturnType<typeof createBrowser>;

/** A keyring of its own, then the first administrator, signed in. Call it after `installTemporaryDatabase`. */
export async function signInFirstAdmin(): Promise<Browser> {
  installFreshKeyring();
  const browser = createBrowser();
  const setup = await browser.send(setupPost, "/api/v1/setup", {
    method: "POST",
    body: { ...ADMIN, token: await issueSetupToken() },
  });
  if (!setup.ok) throw new Error(`setup failed: ${await setup.text()}`);
  const signedIn = await browser.signIn();
  if (!signedIn.ok) throw new Error(`sign-in failed: ${await signedIn.text()}`);
  return browser;
}

/** Makes this process read the keyring of the test's own settings. */
export function installFreshKeyring(): void {
  createKeyringFile();
  overrideKeyringForTest(undefined);
  resetAuthForTest();
}
