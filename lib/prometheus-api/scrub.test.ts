import { expect, test } from "vitest";
import { createScrubber } from "./scrub";

const SECRET = "eyJhbGciOiJSUzI1NiJ9.abcdef";

test.each([
  ["a whole secret", `token ${SECRET} is bad`, "token <secret> is bad"],
  ["the beginning that go-yaml quotes", "cannot unmarshal !!str `eyJhbGc...` into", "cannot unmarshal !!str `<secret>...` into"],
  ["two in one text", `${SECRET},${SECRET}`, "<secret>,<secret>"],
  ["fewer characters than a prefix", "eyJhb is no secret", "eyJhb is no secret"],
  ["a secret with quotes, escaped", String.raw`say \"hello-world\" now`, "say <secret> now"],
  ["one line of a secret with several", "got second-line-of-it here", "got <secret> here"],
  ["a short secret, whole", "user ab12 failed", "user <secret> failed"],
])("removes %s", (_guarantee, text, expected) => {
  const scrub = createScrubber([SECRET, '"hello-world"', "first-line\nsecond-line-of-it", "ab12", ""]);
  expect(scrub(text)).toBe(expected);
});
