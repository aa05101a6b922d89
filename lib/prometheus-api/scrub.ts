import "server-only";

const MASK = "<secret>";

/** Prometheus quotes the beginning of a value that it cannot use; so much of a secret is already too much (T-13). */
const PREFIX_LENGTH_MIN = 6;

export type Scrub = (text: string) => string;

/**
 * Makes a function that removes secrets, and beginnings of them, from texts of others.
 * Secrets that are shorter than any prefix worth hiding are removed only as a whole.
 */
export function createScrubber(secrets: readonly string[]): Scrub {
  const known = [...new Set(secrets.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  return (text) => known.reduce(removeSecret, text);
}

/** A secret of several lines is quoted line by line, and escaped the way Go and JSON do. */
function formsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).filter((line) => line.length >= PREFIX_LENGTH_MIN);
  const forms = [secret, ...lines];
  return [...forms, ...forms.map((form) => JSON.stringify(form).slice(1, -1))].filter((form) => form.trim() !== "");
}

function removeSecret(text: string, secret: string): string {
  const prefix = secret.slice(0, PREFIX_LENGTH_MIN);
  let clean = "";
  let rest = text;
  for (let at = rest.indexOf(prefix); at !== -1; at = rest.indexOf(prefix)) {
    const found = rest.slice(at);
    let length = prefix.length;
    while (length < secret.length && found[length] === secret[length]) length += 1;
    clean += rest.slice(0, at) + MASK;
    rest = found.slice(length);
  }
  return clean + rest;
}
