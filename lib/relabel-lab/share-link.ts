import { fail, ok, type Result } from "@/lib/result";
import { type LabDraft, parseLabDraft } from "./lab-draft";
import { findShareSecrets } from "./share-secrets";

/** Longest link that is made, in characters: browsers take more, mail and chat programs often do not. */
export const SHARE_LINK_LENGTH_MAX = 60_000;

/** A link cannot unpack to more than this, whatever it claims. */
const UNPACKED_BYTES_MAX = 4_000_000;

const PREFIX = "#lab=";
/** Of what stands behind the prefix; a reader of another format says so instead of guessing. */
const FORMAT = "1";

/**
 * Puts the state of the lab into a URL fragment, which browsers do not send to servers:
 * `#lab=1.CHECKSUM.DATA`, the data being the draft's JSON, deflated, in base64url.
 *
 * @returns the fragment, or a problem for each place that looks like a secret, or `share/too-large`
 */
export async function encodeLabLink(draft: LabDraft): Promise<Result<string>> {
  const [secret, ...more] = findShareSecrets(draft);
  if (secret !== undefined) return { ok: false, problems: [secret, ...more] };
  const json = new TextEncoder().encode(JSON.stringify(draft));
  const packed = await passThrough(json, new CompressionStream("deflate-raw"), Number.POSITIVE_INFINITY);
  const fragment = `${PREFIX}${FORMAT}.${checksum(json)}.${toBase64Url(packed ?? new Uint8Array())}`;
  if (fragment.length <= SHARE_LINK_LENGTH_MAX) return ok(fragment);
  return fail("share/too-large", { parameters: { length: fragment.length, max: SHARE_LINK_LENGTH_MAX } });
}

/** Does a fragment claim to hold a state of the lab? */
export function isLabLink(fragment: string): boolean {
  return fragment.startsWith(PREFIX);
}

/** Reads what `encodeLabLink` made; a link that was cut or mistyped on its way is refused as a whole. */
export async function decodeLabLink(fragment: string): Promise<Result<LabDraft>> {
  const [format = "", sum, data] = fragment.slice(PREFIX.length).split(".");
  if (/^\d+$/.test(format) && format !== FORMAT) return fail("share/other-format");
  const packed = data === undefined ? null : fromBase64Url(data);
  if (!isLabLink(fragment) || packed === null) return fail("share/damaged");
  const json = await passThrough(packed, new DecompressionStream("deflate-raw"), UNPACKED_BYTES_MAX);
  const draft = json === null || checksum(json) !== sum ? null : parseLabDraft(new TextDecoder().decode(json));
  return draft === null ? fail("share/damaged") : ok(draft);
}

type Transformation = { readonly readable: ReadableStream<Uint8Array>; readonly writable: WritableStream<BufferSource> };

/** null when the bytes cannot be transformed, or make more than `bytesMax`. */
async function passThrough(bytes: Uint8Array<ArrayBuffer>, through: Transformation, bytesMax: number) {
  const writer = through.writable.getWriter();
  // A broken stream is noticed by whoever reads it.
  writer.write(bytes).catch(() => undefined);
  writer.close().catch(() => undefined);
  try {
    return await readAll(through.readable.getReader(), bytesMax);
  } catch {
    return null;
  }
}

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>, bytesMax: number) {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    length += value.length;
    if (length > bytesMax) {
      await reader.cancel();
      return null;
    }
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return null;
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

/** FNV-1a, 32 bits: finds a damaged link, guards against nobody. */
function checksum(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(36);
}
