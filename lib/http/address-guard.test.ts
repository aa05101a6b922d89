import { expect, test } from "vitest";
import { isAddressAllowed } from "./address-guard";
import { outboundRequest } from "./outbound";

const TLS = { caPem: null, serverName: null, isInsecure: false };

test.each([
  ["a private network", "10.0.0.5", true],
  ["a private network", "172.16.3.4", true],
  ["a private network", "192.168.1.1", true],
  ["carrier-grade NAT", "100.64.0.1", true],
  ["a public address", "203.0.113.9", true],
  ["addresses that proxies hand out for names", "198.18.0.7", true],
  ["a unique local IPv6 address", "fd12:3456::1", true],
  ["a public IPv6 address", "2600:1f18::1", true],
  ["link-local metadata", "169.254.169.254", false],
  ["link-local", "169.254.1.1", false],
  ["link-local IPv6", "fe80::1", false],
  ["link-local IPv6, end of the range", "febf::1", false],
  ["loopback", "127.0.0.1", false],
  ["loopback, not the first", "127.8.8.8", false],
  ["loopback IPv6", "::1", false],
  ["unspecified", "0.0.0.0", false],
  ["unspecified network", "0.1.2.3", false],
  ["unspecified IPv6", "::", false],
  ["multicast", "224.0.0.1", false],
  ["multicast IPv6", "ff02::1", false],
  ["broadcast", "255.255.255.255", false],
  ["Alibaba Cloud metadata inside NAT space", "100.100.100.200", false],
  ["Azure's platform address", "168.63.129.16", false],
  ["Oracle Cloud metadata", "192.0.0.192", false],
  ["AWS metadata over IPv6", "fd00:ec2::254", false],
  ["AWS metadata over IPv6, spelled out", "fd00:0ec2:0:0:0:0:0:254", false],
  ["mapped loopback", "::ffff:127.0.0.1", false],
  ["mapped metadata", "::ffff:a9fe:a9fe", false],
  ["mapped private", "::ffff:10.0.0.1", true],
  ["translated metadata", "::ffff:0:169.254.169.254", false],
  ["NAT64 metadata", "64:ff9b::a9fe:a9fe", false],
  ["NAT64 loopback", "64:ff9b::7f00:1", false],
  ["local NAT64 metadata", "64:ff9b:1::a9fe:a9fe", false],
  ["NAT64 of a public address", "64:ff9b::cb00:7109", true],
  ["6to4 of metadata", "2002:a9fe:a9fe::1", false],
  ["6to4 of loopback", "2002:7f00:1::", false],
  ["compatible loopback", "::127.0.0.1", false],
  ["no address at all", "localhost", false],
  ["nothing", "", false],
])("%s: %s allowed is %s", (_what, address, isAllowed) => {
  expect(isAddressAllowed(address, { allowLoopback: false })).toBe(isAllowed);
});

test.each([
  ["127.0.0.1", true],
  ["::1", true],
  ["::ffff:127.0.0.1", true],
  ["0.0.0.0", false],
  ["169.254.169.254", false],
  ["10.0.0.1", true],
])("with loopback allowed, %s allowed is %s", (address, isAllowed) => {
  expect(isAddressAllowed(address, { allowLoopback: true })).toBe(isAllowed);
});

// Whole URLs, as users and attackers write them; loopback is not allowed in this process.
test.each([
  ["metadata", "https://169.254.169.254/latest"],
  ["hexadecimal loopback", "https://0x7f.1/"],
  ["decimal loopback", "https://2130706433/"],
  ["octal loopback", "https://017700000001/"],
  ["short loopback", "https://127.1/"],
  ["mapped loopback", "https://[::ffff:127.0.0.1]/"],
  ["loopback IPv6", "https://[::1]:6443/"],
  ["NAT64 metadata", "https://[64:ff9b::a9fe:a9fe]/"],
  ["a name that resolves to loopback", "https://localhost/"],
  ["the same with a trailing dot", "https://localhost./"],
  ["full-width digits", "https://１２７.０.０.１/"],
  ["dots of another script", "https://127。0。0。1/"],
  ["user info", "https://user@10.0.0.1/"],
  ["user info that looks like a host", "https://10.0.0.1@169.254.169.254/"],
  ["a fragment", "https://10.0.0.1/#x"],
  ["plain http", "http://10.0.0.1/"],
  ["another scheme", "ftp://10.0.0.1/"],
  ["a file", "file:///etc/passwd"],
  ["no URL", "10.0.0.1"],
  ["an empty text", ""],
])("no request goes to %s: %s", async (_what, url) => {
  expect(await outboundRequest({ url, tls: TLS })).toEqual({ ok: false, failure: "blocked_address" });
});
