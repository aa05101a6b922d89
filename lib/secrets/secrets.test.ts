import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { overrideEnvForTest } from "@/lib/env";
import { type SecretPlace, seal, UnsealError, unseal } from "./envelope";
import { createKeyringFile, deriveKey, hasKeyringFile, parseKeyring } from "./keyring";
import { Secret } from "./secret";

const base64 = (byte: number) => Buffer.alloc(32, byte).toString("base64");
const ring = parseKeyring(`new:${base64(1)}\nold:${base64(2)}\n`);
const place: SecretPlace = {
  rowId: "row-1",
  ownerKind: "cluster",
  ownerId: "c-1",
  field: "token",
  version: 7,
  binding: "https://10.0.0.1:6443",
};
const failureOf = (work: () => unknown) => {
  try {
    work();
    return "opened";
  } catch (error) {
    return error instanceof UnsealError ? error.reason : error;
  }
};

test.each(["", "x", "令牌 and more", "a".repeat(100_000)])("what was sealed opens again", (text) => {
  expect(unseal(ring, seal(ring, new Secret(text), place), place).reveal()).toBe(text);
});

test("the same value is sealed differently every time, and is not in there", () => {
  const value = new Secret("canary-canary-canary");
  const [first, second] = [seal(ring, value, place), seal(ring, value, place)];
  expect(Buffer.from(first).equals(Buffer.from(second))).toBe(false);
  expect(Buffer.from(first).includes("canary")).toBe(false);
});

test("a change of any one byte, in any bit, is refused (T-02)", () => {
  const sealed = seal(ring, new Secret("a token of some length"), place);
  for (let index = 0; index < sealed.length; index += 1) {
    for (const flip of [0x01, 0x80, 0xff]) {
      const damaged = sealed.slice();
      damaged[index] = (damaged[index] ?? 0) ^ flip;
      expect(["damaged", "unknown_key"]).toContain(failureOf(() => unseal(ring, damaged, place)));
    }
  }
});

test("every shorter piece of it is refused", () => {
  const sealed = seal(ring, new Secret("a token"), place);
  for (let length = 0; length < sealed.length; length += 1) {
    expect(failureOf(() => unseal(ring, sealed.slice(0, length), place))).not.toBe("opened");
  }
});

test.each<[string, Partial<SecretPlace>]>([
  ["another row", { rowId: "row-2" }],
  ["another kind of owner", { ownerKind: "server" }],
  ["another owner", { ownerId: "c-2" }],
  ["another field", { field: "password" }],
  ["another version", { version: 8 }],
  ["another destination (T-20)", { binding: "https://10.0.0.2:6443" }],
  ["parts that only look the same joined", { ownerKind: 'cluster","c-1', ownerId: "" }],
])("moved to %s it does not open", (_where, change) => {
  const sealed = seal(ring, new Secret("a token"), place);
  expect(failureOf(() => unseal(ring, sealed, { ...place, ...change }))).toBe("damaged");
});

test("an older key opens what it sealed; a missing key is named; a wrong key is damage", () => {
  const sealed = seal(parseKeyring(`old:${base64(2)}`), new Secret("a token"), place);
  expect(unseal(ring, sealed, place).reveal()).toBe("a token");
  expect(() => unseal(parseKeyring(`new:${base64(1)}`), sealed, place)).toThrow("key old is not in the keyring");
  expect(failureOf(() => unseal(parseKeyring(`old:${base64(3)}`), sealed, place))).toBe("damaged");
});

test("keys for different purposes differ", () => {
  const keys = (["wrap", "fingerprint", "session"] as const).map((purpose) => deriveKey(ring.active, purpose).toString("hex"));
  expect(new Set([...keys, ring.active.bytes.toString("hex")]).size).toBe(4);
});

test.each([
  ["nothing", "", "there is no key in it"],
  ["comments only", "# hello\n\n", "there is no key in it"],
  ["a short key", `a:${Buffer.alloc(31).toString("base64")}`, "line 1 is not ID:KEY"],
  ["a long key", `a:${Buffer.alloc(33).toString("base64")}`, "line 1 is not ID:KEY"],
  ["no id", base64(1), "line 1 is not ID:KEY"],
  ["blanks inside", `a : ${base64(1)}`, "line 1 is not ID:KEY"],
  ["no base64", `\na:${"!".repeat(43)}=`, "line 2 is not ID:KEY"],
  ["an id twice", `a:${base64(1)}\na:${base64(2)}`, "line 2: key a is there twice"],
])("a keyring with %s is refused without quoting it", (_case, text, message) => {
  expect(() => parseKeyring(text)).toThrow(message);
});

test("blank lines, comments and Windows line ends are fine, and the first key is the active one", () => {
  const parsed = parseKeyring(`# keys\r\n\r\nb:${base64(2)}\r\na:${base64(1)}\r\n`);
  expect([parsed.active.id, parsed.find("a")?.id, parsed.find("c")]).toEqual(["b", "a", undefined]);
});

test("a new keyring is for its owner's eyes, is never overwritten, and is not beside the data", () => {
  const folder = mkdtempSync(join(tmpdir(), "promfleet-keyring-"));
  const dataDir = join(folder, "data");
  const file = join(folder, "config", "promfleet", "keyring");
  overrideEnvForTest({ dataDir, keyringFile: file });
  expect(hasKeyringFile()).toBe(false);
  expect(createKeyringFile()).toBe(true);
  const text = readFileSync(file, "utf8");
  expect(parseKeyring(text).active.bytes).toHaveLength(32);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(createKeyringFile()).toBe(false);
  expect(readFileSync(file, "utf8")).toBe(text);
  expect(() => createKeyringFile(join(dataDir, "keys", "keyring"))).toThrow("must not be inside the data folder");
  expect(() => createKeyringFile(dataDir)).toThrow("must not be inside the data folder");
  mkdirSync(join(folder, "data-of-others"));
  writeFileSync(join(folder, "data-of-others", "x"), "");
  expect(createKeyringFile(join(folder, "data-of-others", "keyring"))).toBe(true);
});

test("a secret shows itself to nobody who does not ask by name", () => {
  const secret = new Secret("canary");
  const shown = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ a: { secret } }, { showHidden: true }),
  ];
  expect(shown.join(" ")).not.toContain("canary");
  expect(JSON.stringify({ ...secret })).toBe("{}");
  expect(secret.reveal()).toBe("canary");
});
