/**
 * From where on a number is worth a warning. None of them is a limit of Kubernetes: they are the points at which others
 * that use the same API server begin to notice, on a control plane of ordinary size (docs/api-budget.md has the reasons).
 */
export const BUDGET_LIMITS = {
  /** Each proxied scrape costs the API server two connections and a copy of every byte. */
  scrapesPerSecond: { warning: 50, severe: 200 },
  /** What the proxy copies is plain text inside TLS: some per cent of a core per 10 MB/s. */
  bytesPerSecond: { warning: 10_000_000, severe: 50_000_000 },
  /** Two per request at the level Metadata; a line of some 1.5 kB each. */
  auditEventsPerSecond: { warning: 100, severe: 400 },
  /** A watch holds a goroutine and a buffer, and receives every change of its resource. */
  watches: { warning: 30, severe: 100 },
} as const;
export type BudgetQuantity = keyof typeof BUDGET_LIMITS;
export const BUDGET_QUANTITIES = [
  "watches",
  "scrapesPerSecond",
  "bytesPerSecond",
  "auditEventsPerSecond",
] as const satisfies readonly BudgetQuantity[];

export type BudgetLevel = "ok" | "warning" | "severe";

/** How much a quantity is, measured by its limits. */
export function levelOf(quantity: BudgetQuantity, amount: number): BudgetLevel {
  const { warning, severe } = BUDGET_LIMITS[quantity];
  if (amount >= severe) return "severe";
  return amount >= warning ? "warning" : "ok";
}
