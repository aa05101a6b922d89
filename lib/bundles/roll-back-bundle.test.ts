import { expect, test } from "vitest";
import { NEWEST_KNOWN_VERSION } from "@/lib/prometheus/versions";
import type { Bundle } from "./bundle";
import { caFilePath, tokenFilePath } from "./file-names";
import type { Layout } from "./layout";
import { renderBundle } from "./render-bundle";
import { type CurrentCredential, renamePaths, rollBackBundle } from "./roll-back-bundle";

const TREE: Layout = { files: "one", names: "tree", folder: "" };
const LAYOUTS: readonly [string, Layout][] = [
  ["one file", TREE],
  ["a file per cluster", { ...TREE, files: "per-cluster" }],
  ["flat names in a folder", { files: "one", names: "flat", folder: "/etc/secret/" }],
];
const ALPHA: CurrentCredential = {
  cluster: "alpha",
  apiServer: "https://alpha.example:6443",
  tlsServerName: "kubernetes.default",
  caPem: "ca-1",
  token: "token-1",
};

function bundleOf(credentials: readonly CurrentCredential[], layout: Layout = TREE): Bundle {
  const clusters = credentials.map(({ cluster: name, token, caPem, apiServer, tlsServerName }) => {
    const files = { caFile: caPem === null ? null : caFilePath(name, caPem), tokenFile: tokenFilePath(name, token) };
    const jobs = ["nodes", "pods", "service-endpoints"].map((template) => ({ template, parameters: {} })) as never;
    return { cluster: { name, apiServer, tlsServerName, labels: {}, jobs, ...files }, token, caPem };
  });
  const rendered = renderBundle(
    { url: "http://127.0.0.1:9090", prometheusVersion: NEWEST_KNOWN_VERSION, layout },
    "global:\n  scrape_interval: 5s\n",
    clusters,
  );
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.problems));
  return rendered.value;
}

const tokensOf = ({ files }: Bundle) => files.filter(({ isSecret }) => isSecret).map(({ content }) => content);

// F-38: what is stored today, against what an older revision holds.
const FATES: readonly [string, string, readonly CurrentCredential[], string[]][] = [
  ["the token is the same", "kept", [ALPHA], ["token-1"]],
  ["the token was renewed", "renewed", [{ ...ALPHA, token: "token-2" }], ["token-2"]],
  ["the cluster was deleted", "deleted", [], ["token-1"]],
  ["the cluster has another address", "moved", [{ ...ALPHA, token: "token-2", apiServer: "https://other:6443" }], ["token-1"]],
  ["the cluster has another CA", "moved", [{ ...ALPHA, token: "token-2", caPem: "ca-2" }], ["token-1"]],
  ["the cluster has another name in its certificate", "moved", [{ ...ALPHA, token: "token-2", tlsServerName: "x" }], ["token-1"]],
  ["its certificate is not verified any more", "moved", [{ ...ALPHA, token: "token-2", caPem: null }], ["token-1"]],
];

test.each(FATES)("F-38: %s: the credential is %s", (_when, fate, current, tokens) => {
  const { bundle, fates } = rollBackBundle(bundleOf([ALPHA]), current);
  expect(Object.fromEntries(fates)).toEqual({ alpha: fate });
  expect(tokensOf(bundle)).toEqual(tokens);
});

test("F-38: a token whose file is gone from the revision is replaced by the current one, or is missing", () => {
  const whole = bundleOf([ALPHA]);
  const shredded = { ...whole, files: whole.files.filter(({ isSecret }) => !isSecret) };
  expect([...rollBackBundle(shredded, [ALPHA]).fates.values()]).toEqual(["renewed"]);
  expect(rollBackBundle(shredded, [ALPHA]).bundle).toEqual(whole);
  expect([...rollBackBundle(shredded, []).fates.values()]).toEqual(["missing"]);
});

test.each(LAYOUTS)("F-38: with %s, a renewed token gives the bundle that would be rendered with it", (_name, layout) => {
  const beta = { ...ALPHA, cluster: "beta", apiServer: "https://beta.example:6443" };
  const renewed = { ...ALPHA, token: "token-2" };
  const { bundle, renames } = rollBackBundle(bundleOf([ALPHA, beta], layout), [renewed, beta]);
  const rendered = bundleOf([renewed, beta], layout);
  expect(bundle).toEqual(rendered);
  expect(renamePaths(bundleOf([ALPHA, beta], layout).config, renames)).toBe(rendered.config);
});

test("without a change of credentials a rollback is the old bundle, byte for byte", () => {
  const old = bundleOf([ALPHA, { ...ALPHA, cluster: "beta" }]);
  expect(rollBackBundle(old, [ALPHA, { ...ALPHA, cluster: "beta" }])).toEqual({
    bundle: old,
    renames: new Map(),
    fates: new Map([
      ["alpha", "kept"],
      ["beta", "kept"],
    ]),
  });
});
