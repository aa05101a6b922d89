const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** Facts as a sentence shows them: an instant to the minute, in UTC like the outputs of the commands beside it. */
export function factText(facts: Readonly<Record<string, string | number>>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === "string" && INSTANT.test(value) ? instant(value) : value,
    ]),
  );
}

function instant(text: string): string {
  return `${text.slice(0, 16).replace("T", " ")} UTC`;
}
