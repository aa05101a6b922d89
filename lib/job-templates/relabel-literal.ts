/** A text for `replacement`, where `$` starts a capture group. */
export function literalReplacement(text: string): string {
  return text.replaceAll("$", "$$$$");
}

/** A text for `regex` that matches itself only. */
export function literalRegex(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
