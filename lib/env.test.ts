import { resolve } from "node:path";
import { expect, test } from "vitest";
import { readEnv } from "./env";

test("everything has a default, and paths are absolute", () => {
  expect(readEnv({ XDG_CONFIG_HOME: "/home/ada/.config" })).toMatchObject({
    dataDir: resolve("data"),
    databaseUrl: `file:${resolve("data")}/promfleet.db`,
    keyringFile: "/home/ada/.config/promfleet/keyring",
    allowLoopback: false,
    isLabPublic: false,
    externalUrl: "http://localhost:3000",
    logLevel: "info",
    port: 3000,
    listenAddress: "127.0.0.1",
    trustedProxies: [],
    healthSweepSeconds: 60,
    credentialCheckSeconds: 30,
    isProduction: false,
  });
});

test("all mistakes are told at once, and no value is repeated", () => {
  const wrong = {
    DATABASE_URL: "mysql://user:canary@host/db",
    PROMFLEET_ALLOW_LOOPBACK: "yes",
    PROMFLEET_PUBLIC_LAB: "on",
    PROMFLEET_EXTERNAL_URL: "promfleet.example.com",
    PORT: "70000",
    PROMFLEET_LISTEN_ADDRESS: "3f9c2b7d1a60",
    PROMFLEET_TRUSTED_PROXIES: "10.0.0.0/64",
    NODE_TLS_REJECT_UNAUTHORIZED: "0",
  };
  const message = (() => {
    try {
      return String(readEnv(wrong));
    } catch (error) {
      return String(error);
    }
  })();
  for (const name of Object.keys(wrong)) expect(message).toContain(name);
  expect(message).not.toContain("canary");
});

test.each([
  ["an empty variable is an absent one", { PORT: "", DATABASE_URL: "" }, { port: 3000 }],
  ["the port is part of the default URL", { PORT: "8080" }, { externalUrl: "http://localhost:8080" }],
  [
    "a trailing slash does not matter",
    { PROMFLEET_EXTERNAL_URL: "https://p.example.com/" },
    { externalUrl: "https://p.example.com" },
  ],
  ["a relative database file becomes absolute", { DATABASE_URL: "file:./x.db" }, { databaseUrl: `file:${resolve("x.db")}` }],
  ["file: with slashes too", { DATABASE_URL: "file:///tmp/x.db" }, { databaseUrl: "file:/tmp/x.db" }],
  ["the name of a container is no address to listen on", { HOSTNAME: "3f9c2b7d1a60" }, { listenAddress: "127.0.0.1" }],
  [
    "proxies are addresses or networks",
    { PROMFLEET_TRUSTED_PROXIES: "10.0.0.5, fd00::/8" },
    { trustedProxies: ["10.0.0.5", "fd00::/8"] },
  ],
  ["loopback only by the word true", { PROMFLEET_ALLOW_LOOPBACK: "true" }, { allowLoopback: true }],
])("%s", (_case, source, expected) => {
  expect(readEnv(source)).toMatchObject(expected);
});
