import "server-only";
import ssh2 from "ssh2";
import { fail, ok, type Result } from "@/lib/result";
import type { Secret } from "@/lib/secrets/secret";

const TYPES: ReadonlySet<string> = new Set([
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "ssh-rsa",
]);

/** Whether a text is a private key that we can use: one without a passphrase, of a type that is safe. */
export function checkPrivateKey(key: Secret): Result<null> {
  const parsed = ssh2.utils.parseKey(key.reveal());
  if (parsed instanceof Error) {
    // Nobody could type the passphrase when a deployment starts by itself.
    return fail(/passphrase|encrypted/i.test(parsed.message) ? "ssh/key-passphrase" : "ssh/key-unreadable");
  }
  // Some formats hold several keys.
  const [first] = [parsed].flat();
  if (first === undefined || !first.isPrivateKey()) return fail("ssh/key-unreadable");
  return TYPES.has(first.type) ? ok(null) : fail("ssh/key-type", { parameters: { type: first.type } });
}
