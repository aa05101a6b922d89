import { expect, test } from "vitest";
import { EMPTY_HISTORY, redoIn, remember, undoIn } from "./rule-history";

const draft = (text: string, rulesOff: number[] = []) => ({ text, rulesOff });

test("an edit is taken back and made again", () => {
  const history = remember(EMPTY_HISTORY, draft("a", [0]), draft("b"), "");
  const undone = undoIn(history, draft("b"));
  expect(undone?.draft).toEqual(draft("a", [0]));
  expect(undone && redoIn(undone.history, undone.draft)?.draft).toEqual(draft("b"));
});

test("keys typed into one field are one step", () => {
  const typed = remember(remember(EMPTY_HISTORY, draft("a"), draft("ab"), "0 regex"), draft("ab"), draft("abc"), "0 regex");
  expect(undoIn(typed, draft("abc"))?.draft.text).toBe("a");
});

test("another field is another step", () => {
  const typed = remember(remember(EMPTY_HISTORY, draft("a"), draft("ab"), "0 regex"), draft("ab"), draft("abc"), "1 regex");
  expect(undoIn(typed, draft("abc"))?.draft.text).toBe("ab");
});

test("what was typed elsewhere is not overwritten", () => {
  expect(undoIn(remember(EMPTY_HISTORY, draft("a"), draft("b"), ""), draft("typed in YAML"))).toBeNull();
});

test("nothing to take back", () => {
  expect([undoIn(EMPTY_HISTORY, draft("a")), redoIn(EMPTY_HISTORY, draft("a"))]).toEqual([null, null]);
});
