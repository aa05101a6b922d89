import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { isOwnPlace } from "./own-places";

const SQLITE = "file:/data/promfleet.db";
const POSTGRES = "postgresql://user:password@db.internal:5433/promfleet";
const resolveHost = async (hostname: string) => {
  if (hostname !== "db.internal") throw new Error("ENOTFOUND");
  return ["10.0.0.7"];
};
const external = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ internal }) => !internal)?.address;

test.each([
  ["our own port on loopback", "127.0.0.1", 3000, "127.0.0.1", SQLITE, true],
  ["the same as IPv4 inside IPv6", "::ffff:127.0.0.1", 3000, "127.0.0.1", SQLITE, true],
  ["a Prometheus beside us", "127.0.0.1", 9090, "127.0.0.1", SQLITE, false],
  ["our port on another address of loopback, where we do not listen", "127.0.0.2", 3000, "127.0.0.1", SQLITE, false],
  ["any address of loopback while we listen everywhere", "127.0.0.2", 3000, "0.0.0.0", SQLITE, true],
  ["IPv6 loopback while we listen everywhere", "::1", 3000, "::", SQLITE, true],
  ["both loopbacks while we listen on localhost", "::1", 3000, "localhost", SQLITE, true],
  ["our port on another machine", "203.0.113.9", 3000, "0.0.0.0", SQLITE, false],
  ["the database, by its address", "10.0.0.7", 5433, "127.0.0.1", POSTGRES, true],
  ["another port of that machine", "10.0.0.7", 9090, "127.0.0.1", POSTGRES, false],
  ["another machine with a database", "10.0.0.8", 5433, "127.0.0.1", POSTGRES, false],
  ["the usual port when the URL names none", "10.0.0.7", 5432, "127.0.0.1", "postgres://u@10.0.0.7/x", true],
  ["IPv6 in the URL", "fd00::7", 5432, "127.0.0.1", "postgres://u@[fd00:0::7]/x", true],
  ["a database whose name cannot be resolved", "10.0.0.7", 5432, "127.0.0.1", "postgres://u@gone.internal/x", false],
])("%s: %s port %i", async (_case, address, port, listenAddress, databaseUrl, expected) => {
  expect(await isOwnPlace(address, port, { own: { port: 3000, listenAddress, databaseUrl }, resolveHost })).toBe(expected);
});

test.runIf(external !== undefined)("an address of this machine while we listen everywhere", async () => {
  const own = { port: 3000, listenAddress: "0.0.0.0", databaseUrl: SQLITE };
  expect(await isOwnPlace(external ?? "", 3000, { own, resolveHost })).toBe(true);
  expect(await isOwnPlace(external ?? "", 3000, { own: { ...own, listenAddress: "127.0.0.1" }, resolveHost })).toBe(false);
});
