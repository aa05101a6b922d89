import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readKubeconfig } from "./read-kubeconfig";
import { tokenCommand } from "./token-command";

const CA = readFileSync(join(process.cwd(), "lib/http/testdata/certificates/authority.crt"), "utf8").trim();
const CA_DATA = Buffer.from(CA).toString("base64");

const kubeconfig = (user: string, cluster = `{ server: "https://10.0.0.1:6443", certificate-authority-data: ${CA_DATA} }`) => `
apiVersion: v1
kind: Config
current-context: dev
preferences: {}
clusters:
- name: c
  cluster: ${cluster}
users:
- name: u
  user: ${user}
contexts:
- name: dev
  context: { cluster: c, user: u, namespace: default }
`;
const codesOf = (text: string) => {
  const read = readKubeconfig(text);
  return read.ok ? read.value.refused.map(({ code }) => code) : read.problems.map(({ code }) => code);
};

test("a token, a server and a CA are read as they are", () => {
  const read = readKubeconfig(kubeconfig("{ token: abc.def }"));
  expect(read).toEqual({
    ok: true,
    value: {
      contexts: [
        { name: "dev", server: "https://10.0.0.1:6443", caPem: CA, tlsServerName: null, isInsecure: false, token: "abc.def" },
      ],
      refused: [],
      currentContext: "dev",
    },
  });
});

test("a server name and skipped verification are told", () => {
  const read = readKubeconfig(
    kubeconfig("{ token: t }", "{ server: https://a, tls-server-name: kubernetes.default, insecure-skip-tls-verify: true }"),
  );
  expect(read.ok && read.value.contexts[0]).toMatchObject({ tlsServerName: "kubernetes.default", isInsecure: true, caPem: null });
});

test("JSON is fine too", () => {
  const json = JSON.stringify({
    clusters: [{ name: "c", cluster: { server: "https://a" } }],
    users: [{ name: "u", user: { token: "t" } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
  });
  expect(readKubeconfig(json).ok).toBe(true);
});

// What a user entry of a real kubeconfig can ask a client to do (T-61).
test.each([
  [
    "runs a program",
    "{ exec: { apiVersion: client.authentication.k8s.io/v1, command: /bin/sh, args: [-c, id] } }",
    "runs-program",
  ],
  ["runs a program, token or not", "{ token: t, exec: { command: id } }", "runs-program"],
  ["runs a program of a provider", "{ auth-provider: { name: gcp, config: { cmd-path: /bin/sh } } }", "runs-program"],
  ["reads a token from a file", "{ tokenFile: /etc/shadow }", "names-file"],
  ["reads a certificate from a file", "{ client-certificate: /a.crt, client-key: /a.key }", "names-file"],
  ["has a password", "{ username: admin, password: secret }", "basic-auth"],
  ["acts as somebody else", "{ token: t, as: admin, as-groups: [system:masters] }", "impersonation"],
  ["has a client certificate", "{ client-certificate-data: AAAA, client-key-data: AAAA }", "client-certificate"],
  ["has nothing", "{}", "no-token"],
  ["has an empty token", '{ token: "" }', "no-token"],
  ["has something unheard of", "{ token: t, future: x }", "unknown-key"],
  ["has a name of JavaScript's own", "{ token: t, constructor: x }", "unknown-key"],
])("a user that %s is refused with the command that helps", (_what, user, code) => {
  const read = readKubeconfig(kubeconfig(user));
  expect(read.ok ? [] : read.problems).toMatchObject([
    { code: `kubeconfig/${code}`, parameters: { context: "dev", command: expect.stringContaining("create token promfleet") } },
  ]);
  expect(JSON.stringify(read)).not.toContain("secret");
});

test.each([
  ["names a CA file", "{ server: https://a, certificate-authority: /ca.crt }", "kubeconfig/names-file"],
  ["goes through a proxy", "{ server: https://a, proxy-url: http://evil }", "kubeconfig/proxy"],
  ["has no server", "{ insecure-skip-tls-verify: true }", "kubeconfig/server-missing"],
  ["has a CA that is no base64", "{ server: https://a, certificate-authority-data: '%%%' }", "kubeconfig/ca-data"],
  ["has a CA that is no certificate", "{ server: https://a, certificate-authority-data: aGVsbG8= }", "kubeconfig/ca-data"],
])("a cluster that %s is refused", (_what, cluster, code) => {
  expect(codesOf(kubeconfig("{ token: t }", cluster))).toEqual([code]);
});

test("one bad context does not spoil a good one", () => {
  const text = kubeconfig("{ token: t }").replace(
    "contexts:",
    "- name: v\n  user: { exec: { command: id } }\ncontexts:\n- name: cloud\n  context: { cluster: c, user: v }",
  );
  const read = readKubeconfig(text);
  expect(read.ok && read.value.contexts.map(({ name }) => name)).toEqual(["dev"]);
  expect(codesOf(text)).toEqual(["kubeconfig/runs-program"]);
});

test.each([
  ["nothing", "", "kubeconfig/not-a-kubeconfig"],
  ["a text", "hello", "kubeconfig/not-a-kubeconfig"],
  ["another document", "a: 1", "kubeconfig/no-contexts"],
  ["too much", "#".repeat(300_000), "kubeconfig/too-large"],
  ["a user that is missing", kubeconfig("{ token: t }").replace("user: u", "user: x"), "kubeconfig/user-missing"],
  ["a cluster that is missing", kubeconfig("{ token: t }").replace("cluster: c", "cluster: x"), "kubeconfig/cluster-missing"],
])("%s is refused", (_what, text, code) => {
  expect(codesOf(text)).toEqual([code]);
});

test.each([
  [
    "aliases that multiply",
    `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghi"
      .split("")
      .map((n, i) => `${n}: &${n} [${`*${"abcdefgh"[i]},`.repeat(9)}]`)
      .join("\n")}`,
  ],
  ["deep nesting", "[".repeat(20_000)],
  ["broken YAML", "a: [b: {"],
])("%s ends with a problem", (_what, text) => {
  expect(readKubeconfig(text).ok).toBe(false);
});

test("damaged kubeconfigs never throw", () => {
  const valid = kubeconfig("{ token: t }");
  fc.assert(
    fc.property(fc.nat(valid.length), fc.nat(40), fc.string({ unit: "binary" }), (at, length, text) => {
      const read = readKubeconfig(valid.slice(0, at) + text + valid.slice(at + length));
      return read.ok || read.problems.length > 0;
    }),
    { numRuns: 200 },
  );
});

test("a context's name stays one word of the shell", () => {
  expect(tokenCommand("a'; rm -rf / #")).toContain(`kubectl --context 'a'\\''; rm -rf / #' -n promfleet create token`);
});
