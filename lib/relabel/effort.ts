/**
 * Work that rules may make of one target, in units of some 50 ns: a regex instruction that looks at a character, a
 * character that is written. A target of a real fleet needs some thousands; rules that double a value with every step, or
 * a large regex on a megabyte of text, would otherwise keep a thread busy, or fill its memory, for as long as they like.
 */
export const EFFORT_MAX = 10_000_000;

/** Units of any rule, and of any label that it looks at or writes by name. */
export const EFFORT_BASE = 32;

/** Units of any rule for each label of the target: a transcript keeps the labels before and after it, and compares them. */
export const EFFORT_PER_LABEL = 20;

/** Units for each character of a text. */
export const EFFORT_PER_CHARACTER = {
  /** Comparing or passing on. */
  copy: 1 / 64,
  /** JavaScript's own regex engine, for patterns with a bound on its steps. */
  native: 1 / 4,
  /** MD5, or mapping the case of every character. */
  transform: 8,
} as const;
