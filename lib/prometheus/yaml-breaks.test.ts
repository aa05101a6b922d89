import { expect, test } from "vitest";
import { parseYaml } from "./yaml";
import { valueUnder } from "./yaml-node";

const LS = "\u2028";
const PS = "\u2029";
const NEL = "\u0085";

// Every line was seen on Prometheus 2.53 and 3.5, as the replacement of a rule.
test.each([
  ["a line separator takes the blanks around it", `'x  ${LS}   y'`, `x${LS}y`],
  ["a next line is folded", `'x ${NEL} y'`, "x y"],
  ["in double quotes, too", `"x ${LS}  y\\tz"`, `x${LS}y\tz`],
  ["breaks behind a separator stay", `'x ${LS}\n   ${PS} y'`, `x${LS}\n${PS}y`],
  ["a separator behind a break stays", `'x \n   ${LS} y'`, `x${LS}y`],
  ["escaped blanks stay", `"x \\ ${NEL} \\ y"`, "x    y"],
  ["two next lines are one line feed", `'x${NEL}${NEL}y'`, "x\ny"],
  ["a separator behind a next line stays", `'x${NEL}${LS}y'`, `x${LS}y`],
  ["quotes within quotes", `'it''s${LS}so'`, `it's${LS}so`],
  ["an escaped separator is no break", `"x \\L y"`, `x ${LS} y`],
])("%s", (_guarantee, written, expected) => {
  const document = parseYaml(`a: ${written}\n`);
  const value = document.ok ? valueUnder(document.value.root, "a") : null;
  expect(value?.kind === "scalar" ? value.text : document).toBe(expected);
});
