import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { renderScalar } from "@/lib/prometheus/render-yaml";
import { parseYaml } from "@/lib/prometheus/yaml";
import { maskConfig, unmaskConfig } from "./mask-config";

const CANARY = "canary-5f3a";

test.each<[guarantee: string, text: string, masked: string]>([
  ["basic auth", `basic_auth: {username: a, password: ${CANARY}}`, "basic_auth: {username: a, password: <secret>}"],
  ["authorization", `authorization:\n  credentials: "${CANARY}"\n`, "authorization:\n  credentials: <secret>\n"],
  ["bearer token", `bearer_token: '${CANARY}' # old`, "bearer_token: <secret> # old"],
  ["OAuth 2", `oauth2: {client_id: a, client_secret: ${CANARY}}`, "oauth2: {client_id: a, client_secret: <secret>}"],
  [
    "a key in a block",
    `tls_config:\n  key: |\n    ${CANARY}\n    more\n  ca_file: a\n`,
    "tls_config:\n  key: <secret>\n  ca_file: a\n",
  ],
  ["request headers", `http_headers: {X: {secrets: [${CANARY}, b]}}`, "http_headers: {X: {secrets: [<secret>, <secret>]}}"],
  [
    "header values that are tokens",
    `http_headers: {X-Token: {values: [${CANARY}]}}`,
    "http_headers: {X-Token: {values: [<secret>]}}",
  ],
  ["remote write headers", `headers: {Authorization: "Bearer ${CANARY}"}`, "headers: {Authorization: <secret>}"],
  ["proxy headers", `proxy_connect_header: {X: [${CANARY}]}`, "proxy_connect_header: {X: [<secret>]}"],
  ["AWS", `sigv4: {access_key: a, secret_key: ${CANARY}}`, "sigv4: {access_key: a, secret_key: <secret>}"],
  ["Consul", `consul_sd_configs: [{token: ${CANARY}}]`, "consul_sd_configs: [{token: <secret>}]"],
  ["Marathon", `auth_token: ${CANARY}`, "auth_token: <secret>"],
  ["OpenStack", `application_credential_secret: ${CANARY}`, "application_credential_secret: <secret>"],
  ["OVH", `consumer_key: ${CANARY}`, "consumer_key: <secret>"],
  ["a password in a URL", `url: https://u:${CANARY}@h/p`, "url: https://u:<secret>@h/p"],
  ["a password with an at sign", `url: https://u:a@${CANARY}@h/p`, "url: https://u:<secret>@h/p"],
  ["a token as user", `url: "https://${CANARY}@h/p"`, 'url: "https://<secret>@h/p"'],
  ["a token in a query", `url: https://h/p?a=1&api_key=${CANARY}`, "url: https://h/p?a=1&api_key=<secret>"],
  ["request parameters", `params: {module: [a], token: [${CANARY}]}`, "params: {module: [a], token: [<secret>]}"],
  [
    "a value that an alias takes from elsewhere",
    `x: &t ${CANARY}\nbearer_token: *t\n`,
    "x: &t <secret>\nbearer_token: <secret>\n",
  ],
  [
    "a merge key",
    `x: &x\n  password: ${CANARY}\nbasic_auth:\n  <<: *x\n`,
    "x: &x\n  password: <secret>\nbasic_auth:\n  <<: *x\n",
  ],
  ["a job in a comment", `a: 1\n#  bearer_token: ${CANARY}\n`, "a: 1\n#  bearer_token: <secret>\n"],
  ["a comment without a blank", `#password: ${CANARY}`, "#password: <secret>"],
  ["the same value in a comment", `password: ${CANARY} # was ${CANARY}`, "password: <secret> # was <secret>"],
  ["a second document", `a: 1\n---\npassword: ${CANARY}\n`, "a: 1\n---\npassword: <secret>\n"],
  ["a number sign inside a value is no comment", `password: a#${CANARY}`, "password: <secret>"],
  [
    "files are no secrets",
    "authorization: {credentials_file: a}\nbearer_token_file: b",
    "authorization: {credentials_file: a}\nbearer_token_file: b",
  ],
  ["labels are no secrets", "labels: {token: a}", "labels: {token: a}"],
  ["an empty secret is none", 'password: ""', 'password: ""'],
])("%s", (_guarantee, text, masked) => {
  expect(maskConfig(text)).toBe(masked);
  expect(maskConfig(masked)).toBe(masked);
  expect(unmaskConfig(masked, text)).toEqual({ ok: true, value: text });
});

test("a text that is no YAML is not shown at all", () => {
  const text = `password: ${CANARY}\n  bad: [`;
  expect(maskConfig(text)).not.toContain(CANARY);
  expect(unmaskConfig(maskConfig(text), text)).toEqual({ ok: true, value: text });
});

const BASE = readFileSync(join(import.meta.dirname, "testdata", "base.yml"), "utf8");

test("a base config shows no canary, and edits elsewhere bring every secret back as it was spelled", () => {
  const masked = maskConfig(BASE);
  expect(masked).not.toContain("canary");
  expect(masked.match(/<secret>/g)).toHaveLength(5);
  const edited = (text: string) =>
    text
      .replace("scrape_interval: 30s", "scrape_interval: 1m")
      .replace("  - job_name: machines", "  - job_name: new\n\n  - job_name: machines");
  expect(unmaskConfig(edited(masked), BASE)).toEqual({ ok: true, value: edited(BASE) });
});

test.each<[guarantee: string, from: string, to: string, expected: string]>([
  [
    "another job of the same kind",
    "job_name: machines",
    "job_name: other",
    "scrape_configs › job_name=other › basic_auth › password",
  ],
  ["another URL beside the secret", "@store.example.com", "@evil.example.com", "remote_write"],
  [
    "other targets of the job (INV-1)",
    "10.0.0.2:9100",
    "evil:9100",
    "scrape_configs › job_name=machines › basic_auth › password",
  ],
  ["another path of the target", "/v1/sys/metrics", "/v1/echo", "scrape_configs › job_name=vault › bearer_token"],
  [
    "a target chosen by a rule",
    "    basic_auth:",
    "    relabel_configs: [{target_label: __address__, replacement: evil}]\n    basic_auth:",
    "machines",
  ],
  ["a proxy", "    basic_auth:", "    proxy_url: http://evil\n    basic_auth:", "machines"],
  ["a proxy before the storage", "    name: store", "    name: store\n    proxy_url: http://evil", "remote_write"],
  ["another Alertmanager", "alertmanager:9093", "evil:9093", "alerting › alertmanagers › 1 › authorization › credentials"],
])("a secret does not follow to %s", (_guarantee, from, to, expected) => {
  const result = unmaskConfig(maskConfig(BASE).replace(from, to), BASE);
  const [first] = result.ok ? [] : result.problems;
  expect(first?.code).toBe("base/secret-unknown");
  expect(first?.parameters.path).toContain(expected);
  expect(first?.range?.line).toBeGreaterThan(0);
});

test("what cannot change the destination may change beside a stored secret", () => {
  const edited = (text: string) =>
    text.replace(
      "    basic_auth:",
      "    scrape_interval: 5s\n    metric_relabel_configs: [{action: drop, regex: x}]\n    basic_auth:",
    );
  expect(unmaskConfig(edited(maskConfig(BASE)), BASE)).toEqual({ ok: true, value: edited(BASE) });
});

test("a secret typed anew replaces the stored one", () => {
  const typed = maskConfig(BASE).replace("password: <secret>", "password: fresh");
  expect(unmaskConfig(typed, BASE)).toEqual({ ok: true, value: BASE.replace("hunter2-canary", "fresh") });
});

test("a mask in a new text is a problem: nothing is stored for it", () => {
  const result = unmaskConfig("bearer_token: <secret>", "");
  expect(result.ok ? "" : result.problems[0].code).toBe("base/secret-unknown");
});

test("whatever a secret looks like, no part of it is left, and it comes back", () => {
  const secret = fc.string({ unit: "grapheme", minLength: 4, maxLength: 20 }).map((text) => `${CANARY}${text}`);
  const style = fc.constantFrom<(secret: string) => string>(
    (text) => `a: 1\nbasic_auth:\n  username: u\n  password: ${renderScalar(text)}\n`,
    (text) => `a: 1\nscrape_configs:\n- job_name: x\n  authorization: {type: Bearer, credentials: ${renderScalar(text, true)}}\n`,
    (text) => `a: 1\nremote_write:\n  - url: http://x\n    headers: {Authorization: ${renderScalar(`Bearer ${text}`, true)}}\n`,
    (text) => `a: 1\ntls_config:\n  key: ${renderScalar(`-----BEGIN\n${text}\n`)}\n  cert: x\n`,
  );
  fc.assert(
    fc.property(secret, style, (text, render) => {
      const config = render(text);
      fc.pre(parseYaml(config).ok);
      const masked = maskConfig(config);
      expect(masked).not.toContain(CANARY);
      expect(unmaskConfig(masked.replace("a: 1", "a: 2"), config)).toEqual({ ok: true, value: config.replace("a: 1", "a: 2") });
    }),
  );
});
