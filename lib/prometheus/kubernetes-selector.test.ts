import { expect, test } from "vitest";
import { isFieldSelector, isLabelSelector } from "./kubernetes-selector";

const LONG = "a".repeat(63);

// Verdicts of promtool 3.5.3 and 2.53.3.
test.each([
  ["equality, inequality, presence, absence", "a=b,c!=d,e,!f", true],
  ["sets, also with an empty value", "a in (b,c), d notin (e,)", true],
  ["an empty value", "a=", true],
  ["a key with a prefix", "x.y/b=c", true],
  ["a prefix in capitals", "A/b=c", false],
  ["two slashes", "a/b/c=d", false],
  ["an empty prefix", "/b=c", false],
  ["a prefix with an empty part", "x..y/b=c", false],
  ["a name of 63 characters", `${LONG}=b`, true],
  ["a name of 64 characters", `${LONG}a=b`, false],
  ["a name of 64 characters behind a prefix", `x/${LONG}a`, false],
  ["a value of 63 characters", `a=${LONG}`, true],
  ["a value of 64 characters", `a=${LONG}a`, false],
  ["a value of 64 characters in a set", `a in (${LONG}a)`, false],
  ["a comparison with an integer", "a>1,b<2", true],
  ["a comparison with a word", "a>b", false],
  ["a comparison with a number of 65 bits", "a>99999999999999999999", false],
  ["a value with a slash", "a=b/c", false],
  ["a comma at the end", "a,", false],
  ["absence with a value", "!a=b", false],
])("label selector, %s: %s", (_guarantee, text, isTaken) => {
  expect(isLabelSelector(text)).toBe(isTaken);
});

test.each([
  ["terms with operators", "spec.nodeName=x,status.phase!=Running", true],
  ["an escaped comma", "metadata.name=a\\,b", true],
  ["a term without operator", "spec.nodeName", false],
])("field selector, %s: %s", (_guarantee, text, isTaken) => {
  expect(isFieldSelector(text)).toBe(isTaken);
});
