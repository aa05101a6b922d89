import { describe, expect, test } from "vitest";
import { compileFieldSelector, compileLabelSelector } from "./select-objects";
import { pod } from "./testing/make-objects";

describe("selectors", () => {
  const web = pod({ metadata: { labels: { app: "web", tier: "1", empty: "" } }, status: { phase: "Running" } });
  test.each([
    ["", true],
    ["app=web", true],
    ["app==web,tier=1", true],
    ["app=db", false],
    ["app!=db", true],
    ["absent!=x", true],
    ["app in (db, web)", true],
    ["app notin (db)", true],
    ["absent notin (x)", true],
    ["absent in (x)", false],
    ["app", true],
    ["!app", false],
    ["!absent", true],
    ["empty=", true],
    ["absent=", false],
    ["tier>0", true],
    ["tier<1", false],
    ["app>0", false],
    ["app=web, tier in (2,3)", false],
  ])("of labels: %s is %s", (selector, isSelected) => {
    const compiled = compileLabelSelector(selector);
    expect(compiled.ok && compiled.value(web)).toBe(isSelected);
  });

  test.each([
    ["", true],
    ["metadata.name=p", true],
    ["metadata.namespace!=n", false],
    ["spec.nodeName=w1,status.phase=Running", true],
    ["status.phase!=Running", false],
    ["spec.hostNetwork=false", true],
    ["status.nominatedNodeName=", true],
  ])("of fields: %s is %s", (selector, isSelected) => {
    const compiled = compileFieldSelector("pods", selector);
    expect(compiled.ok && compiled.value(web)).toBe(isSelected);
  });
});
