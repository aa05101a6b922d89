/** Secrets made up for one test, by what they are: "cluster token" -> its text. */
export type Canaries = Readonly<Record<string, string>>;

export type CanaryHit = { readonly canary: string; readonly form: string; readonly source: string };

/** Long enough that nothing matches by chance. */
const PIECE_LENGTH_MIN = 8;

/** Collects what a running Promfleet lets out and says where a canary is in it, in whatever form. */
export function createCanaryNet(canaries: Canaries) {
  const needles = Object.entries(canaries).flatMap(([canary, secret]) =>
    Object.entries(formsOf(secret)).map(([form, text]) => ({ canary, form, bytes: Buffer.from(text) })),
  );
  const hits: CanaryHit[] = [];
  const sources: string[] = [];
  return {
    /** @param source says where it was seen, for the message of a failing test */
    add(source: string, content: string | Uint8Array): void {
      sources.push(source);
      const bytes = Buffer.from(content);
      for (const { canary, form, bytes: needle } of needles) {
        if (bytes.includes(needle)) hits.push({ canary, form, source });
      }
    },
    hits: (): readonly CanaryHit[] => hits,
    /** Everything that was looked at. */
    sources: (): readonly string[] => sources,
  };
}

/** Every form in which a secret could get out; equal ones are listed once. */
export function formsOf(secret: string): Record<string, string> {
  const hex = Buffer.from(secret).toString("hex");
  const forms: Record<string, string> = {
    raw: secret,
    url: encodeURIComponent(secret),
    form: new URLSearchParams([["", secret]]).toString().slice(1),
    json: JSON.stringify(secret).slice(1, -1),
    "json in json": JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1),
    html: secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
    hex,
    HEX: hex.toUpperCase(),
  };
  for (const encoding of ["base64", "base64url"] as const) {
    for (const offset of [0, 1, 2]) forms[`${encoding} at ${offset}`] = encodedPiece(secret, encoding, offset);
  }
  const seen = new Set<string>();
  return Object.fromEntries(Object.entries(forms).filter(([, text]) => !seen.has(text) && seen.add(text)));
}

/** The part of the base64 text that does not depend on what stands before and after the secret. */
function encodedPiece(secret: string, encoding: "base64" | "base64url", offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  const whole = bytes.subarray(offset === 0 ? 0 : 3, bytes.length - (bytes.length % 3));
  const piece = whole.toString(encoding);
  if (piece.length < PIECE_LENGTH_MIN) throw new Error("a canary must be longer");
  return piece;
}
