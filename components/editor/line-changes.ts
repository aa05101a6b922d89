/** Lines that differ from an older text, 1-based and inclusive. */
export type ChangedLines = { readonly firstLine: number; readonly lastLine: number; readonly kind: "added" | "changed" };
