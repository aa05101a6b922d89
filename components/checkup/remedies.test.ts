import { createTranslator } from "use-intl/core";
import { describe, expect, test } from "vitest";
import { EXCESS_CODES } from "@/lib/cluster-access";
import { CHECKUP_CODES, CHECKUP_STEPS, CHECKUP_WARNINGS, TRIAL_KINDS, TRIAL_OUTCOMES } from "@/lib/clusters/checkup-schema";
import { CATALOGUES } from "@/lib/i18n/catalogues";
import { LOCALES } from "@/lib/i18n/locales";
import { commandsOfExcess, commandsOfFetch, commandsOfStep, commandsOfWarning, proxiedObject, quote } from "./remedies";

/** Every parameter that the schema promises for any of its codes. */
const FACTS = {
  host: "api.example",
  port: 6443,
  name: "alpha",
  issuer: "CN=kubernetes",
  notAfter: "2026-11-22T12:00:00.000Z",
  notBefore: "2026-11-22T12:00:00.000Z",
  expiredAt: "2026-11-22T12:00:00.000Z",
  expiresAt: "2026-11-22T12:00:00.000Z",
  validFrom: "2026-11-22T12:00:00.000Z",
  audience: "vault",
  status: 302,
  retryAfterSeconds: -1,
  skewSeconds: 90,
  days: 3,
  id: "c1",
  resource: "pods",
};
const POD_PATH = "/api/v1/namespaces/shop/pods/http:cart-0:8080/proxy/metrics";

describe.each(LOCALES)("%s", (locale) => {
  const onError = (error: Error) => {
    throw error;
  };
  const t = createTranslator({ locale, messages: CATALOGUES[locale], namespace: "checkup", onError });

  test.each(CHECKUP_CODES)("the trouble %s has a name, a cause and what mends it", (code) => {
    for (const part of ["title", "cause", "remedy"] as const) expect(t(`code.${code}.${part}`, FACTS)).toMatch(/\S/);
    expect(commandsOfStep(code, FACTS).length).toBeGreaterThan(0);
  });

  test.each(TRIAL_OUTCOMES.filter((outcome) => outcome !== "ok"))(
    "the fetch %s has a name, a cause and what mends it",
    (outcome) => {
      for (const part of ["title", "cause", "remedy"] as const) expect(t(`trial.${outcome}.${part}`)).toMatch(/\S/);
      for (const path of [POD_PATH, "/api/v1/nodes/worker-a/proxy/metrics", "/metrics", null]) {
        expect(commandsOfFetch({ outcome, path }).length).toBeGreaterThan(0);
      }
    },
  );

  test.each(CHECKUP_WARNINGS)("the warning %s has a name, a cause and what mends it", (code) => {
    for (const part of ["title", "cause", "remedy"] as const) expect(t(`warning.${code}.${part}`, FACTS)).toMatch(/\S/);
    expect(commandsOfWarning({ code, parameters: FACTS }).length).toBeGreaterThan(0);
  });

  test.each(EXCESS_CODES)("the excess %s has a name and what it is worth to a thief", (code) => {
    for (const part of ["title", "cause"] as const) expect(t(`excess.${code}.${part}`)).toMatch(/\S/);
    expect(commandsOfExcess([code]).length).toBeGreaterThan(0);
  });

  test("every step and every way has a name", () => {
    for (const step of CHECKUP_STEPS) expect(t(`step.${step}`) + t(`stepText.${step}`)).toMatch(/\S/);
    for (const kind of TRIAL_KINDS) expect(t(`trialKind.${kind}`)).toMatch(/\S/);
  });
});

test.each([
  ["a plain name stays", "cart-0", "cart-0"],
  ["blanks are kept together", "a b", "'a b'"],
  ["a command in a name stays a name", "$(reboot)`x`;y", "'$(reboot)`x`;y'"],
  ["a quote cannot end the quoting", "a'; reboot; '", "'a'\\''; reboot; '\\'''"],
  ["nothing is something to the shell", "", "''"],
])("quoting for the shell: %s", (_guarantee, text, expected) => {
  expect(quote(text)).toBe(expected);
});

test.each([
  ["a pod", POD_PATH, { kind: "pod", namespace: "shop", name: "cart-0" }],
  ["a node", "/api/v1/nodes/worker-a/proxy/metrics/cadvisor", { kind: "node", namespace: "", name: "worker-a" }],
  ["a service by port name", "/api/v1/namespaces/a/services/web:http/proxy/", { kind: "service", namespace: "a", name: "web" }],
  ["no object", "/metrics", { kind: "", namespace: "", name: "" }],
  ["broken percent signs", "/api/v1/nodes/%E0%A4%A/proxy", { kind: "node", namespace: "", name: "%E0%A4%A" }],
])("what a path leads to: %s", (_guarantee, path, expected) => {
  expect(proxiedObject(path)).toMatchObject(expected);
});

test("a hostile pod name does not become a command", () => {
  const path = `/api/v1/namespaces/${encodeURIComponent("x;y")}/pods/${encodeURIComponent("http:$(reboot):80")}/proxy/metrics`;
  expect(commandsOfFetch({ outcome: "target_not_found", path })).toEqual([
    "kubectl annotate pod '$(reboot)' -n 'x;y' prometheus.io/path=/metrics --overwrite",
  ]);
});

test("an IPv6 address stands in brackets", () => {
  expect(commandsOfStep("tls_failed", { ...FACTS, host: "fd00::1" })).toEqual([
    "openssl s_client -connect '[fd00::1]:6443' </dev/null",
  ]);
});
