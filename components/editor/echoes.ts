/** More texts than anybody types before React draws once. */
const EXPECTED_MAX = 200;

/** Tells texts that come back to an editor from texts that are news to it. */
export type Echoes = {
  /** True while a text from outside is being shown: that is not typing. */
  readonly isShowing: boolean;
  /** The editor has told this text to the outside. */
  expect(text: string): void;
  /** True when the text is one that the editor told; it and those told before are done with. */
  takes(text: string): boolean;
  show(edit: () => void): void;
};

/**
 * An editor owns its text, its parent a copy. Under load the copy of an earlier key arrives after later keys:
 * taken for news, it would undo them.
 */
export function createEchoes(): Echoes {
  let expected: string[] = [];
  let isShowing = false;
  return {
    get isShowing() {
      return isShowing;
    },
    expect(text) {
      expected = [...expected, text].slice(-EXPECTED_MAX);
    },
    takes(text) {
      const index = expected.lastIndexOf(text);
      expected = expected.slice(index + 1);
      return index !== -1;
    },
    show(edit) {
      isShowing = true;
      edit();
      isShowing = false;
    },
  };
}
