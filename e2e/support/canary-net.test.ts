import { describe, expect, test } from "vitest";
import { createCanaryNet, formsOf } from "./canary-net";

const SECRET = 'cnry-5f0e/+a"b\\c&d<e>f?g%h=i';

describe("a canary is found", () => {
  const cases: [string, string | Uint8Array][] = [
    ["raw", `x${SECRET}y`],
    ["in bytes that are no text", Buffer.concat([Buffer.from([0, 255, 254]), Buffer.from(SECRET), Buffer.from([128])])],
    ["URL-encoded", `?token=${encodeURIComponent(SECRET)}`],
    ["in a form", new URLSearchParams({ token: SECRET }).toString()],
    ["in JSON", JSON.stringify({ token: SECRET })],
    ["in JSON in JSON", JSON.stringify({ body: JSON.stringify({ token: SECRET }) })],
    [
      "in HTML",
      `<p title="${SECRET.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")}">`,
    ],
    ["in hex", Buffer.from(`..${SECRET}..`).toString("hex")],
    ["in HEX", Buffer.from(SECRET).toString("hex").toUpperCase()],
  ];
  for (const before of ["", "a", "ab", "abc"]) {
    cases.push([`in base64 after ${before.length} bytes`, Buffer.from(`${before}${SECRET}...`).toString("base64")]);
    cases.push([`in base64url after ${before.length} bytes`, Buffer.from(`${before}${SECRET}.`).toString("base64url")]);
  }

  test.each(cases)("%s", (_, content) => {
    const net = createCanaryNet({ token: SECRET });
    net.add("somewhere", content);
    expect(net.hits()[0]).toMatchObject({ canary: "token", source: "somewhere" });
  });
});

test("nothing is found where nothing is", () => {
  const net = createCanaryNet({ token: SECRET });
  net.add("a page", "cnry-5f0e is only a part of it");
  net.add("random bytes", crypto.getRandomValues(new Uint8Array(50_000)));
  expect(net.hits()).toEqual([]);
  expect(net.sources()).toEqual(["a page", "random bytes"]);
});

test("each form is looked for once", () => {
  const forms = Object.values(formsOf("abcdefghijklmnopqrst"));
  expect(new Set(forms).size).toBe(forms.length);
});
