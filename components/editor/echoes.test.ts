import { expect, test } from "vitest";
import { createEchoes } from "./echoes";

function typed(...texts: string[]) {
  const echoes = createEchoes();
  for (const text of texts) echoes.expect(text);
  return echoes;
}

test("a text that comes back late is an echo, and so is the newest one", () => {
  const echoes = typed("a", "ab", "abc");
  expect([echoes.takes("ab"), echoes.takes("abc")]).toEqual([true, true]);
});

test("copies that React skipped are not waited for", () => {
  const echoes = typed("a", "ab", "abc");
  echoes.takes("abc");
  // Now it is the parent that sets this text again.
  expect(echoes.takes("ab")).toBe(false);
});

test("a text that nobody typed is news", () => {
  expect(typed("a").takes("x")).toBe(false);
});

test("showing a text from outside is no typing", () => {
  const echoes = createEchoes();
  const seen: boolean[] = [];
  echoes.show(() => seen.push(echoes.isShowing));
  expect([...seen, echoes.isShowing]).toEqual([true, false]);
});
