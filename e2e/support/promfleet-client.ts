/** An HTTP client of a running Promfleet that keeps its session, as a browser would. */
export type PromfleetClient = ReturnType<typeof createClient>;

export type Admin = { readonly name: string; readonly email: string; readonly password: string };

/** The account that tests and the demo sign in with. */
export const TEST_ADMIN: Admin = { name: "Ada Admin", email: "admin@example.com", password: "correct horse battery staple" };

/** Speaks the HTTP API of the app at `url`. Failures are thrown with the answer's body: tests then say why. */
export function createClient(url: string) {
  const cookies = new Map<string, string>();

  async function send(method: string, path: string, body?: unknown): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers: Record<string, string> = { origin: url, ...(cookie === "" ? {} : { cookie }) };
    const init: RequestInit = { method, headers, redirect: "manual", signal: AbortSignal.timeout(60_000) };
    if (body !== undefined) {
      headers["content-type"] = "application/json";
      init.body = JSON.stringify(body);
    }
    const response = await fetch(`${url}${path}`, init);
    for (const line of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split(/=(.*)/s);
      cookies.set(name, value);
    }
    return response;
  }

  async function request<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await send(method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 2000)}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  return {
    url,
    send,
    request,
    get: <T = unknown>(path: string) => request<T>("GET", path),
    post: <T = unknown>(path: string, body: unknown) => request<T>("POST", path, body),

    /** Uses the one-time setup token to make the first administrator. */
    async setUp(token: string, admin: Admin = TEST_ADMIN): Promise<void> {
      await request("POST", "/api/v1/setup", { token, ...admin });
    },
    async signIn({ email, password }: Pick<Admin, "email" | "password"> = TEST_ADMIN): Promise<void> {
      await request("POST", "/api/auth/sign-in/email", { email, password });
    },
    /** The session as Playwright takes it. */
    storageState() {
      const { hostname } = new URL(url);
      const attributes = { domain: hostname, path: "/", expires: -1, httpOnly: true, secure: false, sameSite: "Lax" as const };
      return { cookies: [...cookies].map(([name, value]) => ({ name, value, ...attributes })), origins: [] };
    },
  };
}
