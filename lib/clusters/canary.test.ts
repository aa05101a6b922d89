import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DELETE, GET as getOne, PUT } from "@/app/api/v1/clusters/[clusterId]/route";
import { POST as check } from "@/app/api/v1/clusters/check/route";
import { GET as list, POST as register } from "@/app/api/v1/clusters/route";
import { GET as metrics } from "@/app/metrics/route";
import { ADMIN, type Browser, createBrowser, signInFirstAdmin } from "@/lib/access/testing/browser";
import { getRenderSources } from "@/lib/db/render-sources";
import { dumpDatabase } from "@/lib/db/testing/dump-database";
import { installTemporaryDatabase, type TemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { env } from "@/lib/env";
import { certificate, startTlsServer } from "@/lib/http/testing/tls-server";
import { createLog, log, overrideLogForTest } from "@/lib/log";
import type { Cluster } from "./schema";

const CANARIES = ["canary-one-7f3a9c", "canary-two-51be08", "canary-three-d94e27", ADMIN.password];

let temporary: TemporaryDatabase;
let browser: Browser;
let logged = "";
const replies: string[] = [];

beforeAll(async () => {
  temporary = await installTemporaryDatabase();
  const memory = new Writable({
    write: (chunk, _encoding, done) => {
      logged += String(chunk);
      done();
    },
  });
  overrideLogForTest(createLog("trace", memory));
  browser = await signInFirstAdmin();
});

afterAll(async () => {
  overrideLogForTest(undefined);
  await temporary.remove();
});

/** Every form in which a secret could travel; base64 at each of the three offsets that it can have inside other data. */
function formsOf(secret: string): string[] {
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from("x".repeat(offset) + secret)
      .toString("base64")
      .replace(/=+$/, "");
    // The first and last characters mix with the neighbours.
    return encoded.slice(offset === 0 ? 0 : 4, -2);
  });
  const hex = Buffer.from(secret).toString("hex");
  return [
    secret,
    ...base64,
    ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    hex,
    hex.toUpperCase(),
    encodeURIComponent(secret),
  ];
}

const findCanaries = (where: string) => CANARIES.filter((canary) => formsOf(canary).some((form) => where.includes(form)));
const keep = async (reply: Response) => {
  const text = await reply.text();
  replies.push(JSON.stringify([...reply.headers]), text);
  return text;
};
const send = async (...call: Parameters<Browser["send"]>) => keep(await browser.send(...call));

test("a canary would be found in every form", () => {
  for (const [canary] of CANARIES.map((text) => [text] as const)) {
    for (const form of [canary, Buffer.from(`ab${canary}cd`).toString("base64"), Buffer.from(canary).toString("hex")]) {
      expect(findCanaries(`..${form}..`)).toEqual([canary]);
    }
  }
});

test("credentials leave by no reply, no log line, no error, no database dump and no file (T-CANARY)", async () => {
  const [one = "", two = "", three = ""] = CANARIES;
  const server = await startTlsServer("valid", (request, response) =>
    // A hostile API server sends the credential back wherever it can.
    response.writeHead(403, { "x-echo": request.headers.authorization }).end(JSON.stringify(request.headers)),
  );
  const fields = { name: "alpha", apiServer: server.url, tls: { kind: "ca", caPem: certificate("authority") } };
  const created = JSON.parse(
    await send(register, "/api/v1/clusters", { method: "POST", body: { ...fields, token: one } }),
  ) as Cluster;
  const params = { clusterId: created.id };
  const path = `/api/v1/clusters/${created.id}`;

  await send(register, "/api/v1/clusters", { method: "POST", body: { ...fields, token: two } });
  await send(register, "/api/v1/clusters", { method: "POST", body: { ...fields, token: `${two} with blanks` } });
  await send(register, "/api/v1/clusters", { method: "POST", body: { ...fields, token: two, [two]: two } });
  await send(register, "/api/v1/clusters", { method: "POST", body: `{"token": "${two}", ` });
  await send(PUT, path, { method: "PUT", params, body: { ...fields, token: three, version: 1 } });
  await send(PUT, path, { method: "PUT", params, body: { ...fields, token: three, version: 1 } });
  await send(check, "/api/v1/clusters/check", { method: "POST", body: { ...fields, name: undefined, token: two } });
  await send(check, "/api/v1/clusters/check", { method: "POST", body: { ...fields, name: undefined, clusterId: created.id } });
  await send(getOne, path, { params });
  await send(list, "/api/v1/clusters");
  await keep(await metrics());
  await keep(await createBrowser().signIn(ADMIN.email, `${ADMIN.password}!`));
  await server.close();

  const [source] = await getRenderSources([created.id]);
  expect(source?.token.reveal()).toBe(three);
  log.error({ error: new Error("x", { cause: source }), source, token: three, nested: { deeper: { password: two } } }, "fault");
  const dump = await dumpDatabase();
  const files = readdirSync(temporary.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));

  expect(replies).toHaveLength(26);
  expect(logged).toContain('"msg":"fault"');
  expect(dump).toContain("alpha");
  expect(files.length).toBeGreaterThan(0);
  // Unknown fields are named in the reply; a secret as the name of a field is the sender's own doing.
  const told = replies.filter((text) => !text.includes("request/unrecognized-keys"));
  expect(findCanaries(told.join("\n"))).toEqual([]);
  expect(findCanaries(logged)).toEqual([]);
  expect(findCanaries(dump)).toEqual([]);
  expect(findCanaries(files.join("\n"))).toEqual([]);
  expect(env().keyringFile.startsWith(env().dataDir)).toBe(false);

  await send(DELETE, path, { method: "DELETE", params });
  expect(findCanaries(logged)).toEqual([]);
});
