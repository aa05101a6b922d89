import { expect, test } from "vitest";
import { differsInTokensOnly } from "./credential-change";

const bundle = (token: string, text = "scrape_configs: []", ca = "ca") => {
  const path = `promfleet/credentials/alpha/token-${token.repeat(12)}`;
  const file = (name: string, content: string) => ({ path: name, content, mode: 0o640, isSecret: false });
  return {
    files: [
      file("prometheus.yml", `${text}\n# ${path}`),
      file("promfleet/credentials/alpha/ca-000000000000.crt", ca),
      file(path, token),
    ],
  };
};

test.each([
  ["another token is a change of tokens only", bundle("b"), true],
  ["nothing at all is, too", bundle("a"), true],
  ["a line of the config is more", bundle("b", "scrape_configs: [{}]"), false],
  ["another CA is more", bundle("b", undefined, "other"), false],
  ["a file less is more", { files: bundle("b").files.slice(0, 2) }, false],
])("%s", (_guarantee, next, expected) => {
  expect(differsInTokensOnly(bundle("a"), next)).toBe(expected);
});
