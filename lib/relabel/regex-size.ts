/** What one repetition of a piece of a pattern weighs; classes of Unicode take longer to compile than letters. */
const CLASS_SIZE = 2;
const UNICODE_CLASS_SIZE = 20;

/** More copies than this are no valid pattern; the engine says so at once. */
const COPIES_MAX = 1000;

/** An open group: size of all that came before and of the piece that a repeat would multiply; most copies in both. */
type Frame = { before: number; last: number; copies: number; lastCopies: number };

const PIECES: readonly (readonly [piece: RegExp, size: (text: string) => number])[] = [
  [/\\Q[\s\S]*?(?:\\E|$)/y, (text) => text.length],
  [/\\[pP](?:\{[^}]*\}|[\s\S])/y, () => UNICODE_CLASS_SIZE],
  [/\\[\s\S]/y, () => 1],
  [/\[\^?\]?(?:\[:[^\]]*:\]|\\[\s\S]|[^\]\\])*\]/y, (text) => (/\\[pP]/.test(text) ? UNICODE_CLASS_SIZE : CLASS_SIZE)],
];
const REPEAT = /\{(\d+)(,?)(\d*)\}/y;

/**
 * Estimates, in linear time, how many instructions a pattern becomes: counted repeats are copies, and copies of copies
 * multiply. Zero for what is no valid pattern for its counts. Prometheus's own limit is some three million; our engine
 * needs about 15 µs for each.
 */
export function estimateRegexSize(pattern: string): number {
  const frames: Frame[] = [emptyFrame()];
  for (let at = 0; at < pattern.length; ) {
    const repeat = pattern[at] === "{" ? matchAt(REPEAT, pattern, at) : null;
    const [length, size] = repeat === null ? pieceAt(pattern, at) : [repeat[0].length, 0];
    const frame = frames.at(-1) ?? emptyFrame();
    if (repeat !== null) multiply(frame, copiesOf(repeat));
    else read(pattern[at] ?? "", size, frames);
    if (frame.lastCopies > COPIES_MAX) return 0;
    at += length;
  }
  return frames.reduce((sum, { before, last }) => sum + before + last, 0);
}

function read(char: string, size: number, frames: Frame[]): void {
  if (char === "(") frames.push(emptyFrame());
  else if (char === ")" && frames.length > 1) closeGroup(frames);
  else if (!"*+?|".includes(char)) add(frames.at(-1) ?? emptyFrame(), size);
}

function multiply(frame: Frame, copies: number): void {
  frame.last *= copies;
  frame.lastCopies *= Math.max(copies, 1);
}

function pieceAt(pattern: string, at: number): [length: number, size: number] {
  for (const [piece, sizeOf] of PIECES) {
    const text = matchAt(piece, pattern, at)?.[0];
    if (text !== undefined) return [text.length, sizeOf(text)];
  }
  return [1, 1];
}

function matchAt(piece: RegExp, pattern: string, at: number): RegExpExecArray | null {
  piece.lastIndex = at;
  return piece.exec(pattern);
}

function copiesOf([, min = "0", comma, max = ""]: RegExpExecArray): number {
  if (comma === "") return Number(min);
  return max === "" ? Number(min) + 1 : Number(max);
}

function emptyFrame(): Frame {
  return { before: 0, last: 0, copies: 1, lastCopies: 1 };
}

function add(frame: Frame, size: number, copies = 1): void {
  frame.before += frame.last;
  frame.last = size;
  frame.copies = Math.max(frame.copies, frame.lastCopies);
  frame.lastCopies = copies;
}

function closeGroup(frames: Frame[]): void {
  const closed = frames.pop();
  const frame = frames.at(-1);
  if (closed === undefined || frame === undefined) return;
  add(frame, closed.before + closed.last + 1, Math.max(closed.copies, closed.lastCopies));
}
