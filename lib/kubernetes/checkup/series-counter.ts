import "server-only";

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const HASH = 35;
const ANGLE = 60;
const BLANKS = new Set([9, 32, CARRIAGE_RETURN]);

/** What the lines of a page of metrics are, counted as they pass: nothing of them is kept. */
export type SeriesCounter = {
  take(chunk: Uint8Array): void;
  readonly series: () => number;
  /** Lines that can be neither comments nor samples. */
  readonly foreign: () => number;
  readonly isWebPage: () => boolean;
};

/** Counts samples by the first sign of each line. */
export function createSeriesCounter(): SeriesCounter {
  let isAtStart = true;
  let series = 0;
  let foreign = 0;
  let isWebPage = false;
  const begin = (sign: number) => {
    if (sign === HASH) return;
    if (isNameStart(sign)) series += 1;
    else {
      if (sign === ANGLE && series === 0 && foreign === 0) isWebPage = true;
      foreign += 1;
    }
  };
  return {
    take(chunk) {
      let at = 0;
      while (at < chunk.length) {
        if (isAtStart) {
          const sign = chunk[at] ?? 0;
          if (sign === NEWLINE || BLANKS.has(sign)) {
            at += 1;
            continue;
          }
          begin(sign);
          isAtStart = false;
        }
        const end = chunk.indexOf(NEWLINE, at);
        if (end === -1) return;
        isAtStart = true;
        at = end + 1;
      }
    },
    series: () => series,
    foreign: () => foreign,
    isWebPage: () => isWebPage,
  };
}

/** Names begin with a letter, `_` or `:`; since Prometheus 3 a line may begin with `{` and a quoted name. */
function isNameStart(sign: number): boolean {
  const isLetter = (sign >= 65 && sign <= 90) || (sign >= 97 && sign <= 122);
  return isLetter || sign === 95 || sign === 58 || sign === 123;
}
