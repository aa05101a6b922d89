import "server-only";
import ipaddr from "ipaddr.js";

/** Ranges in which no cluster and no Prometheus can be; private ranges are where they usually are. */
const DENIED_RANGES: ReadonlySet<string> = new Set(["unspecified", "linkLocal", "multicast", "broadcast"]);

/** Metadata services and the like at addresses that range tables call ordinary or private. */
const DENIED_ADDRESSES: ReadonlySet<string> = new Set([
  "100.100.100.200", // Alibaba Cloud metadata, inside carrier-grade NAT
  "168.63.129.16", // Azure's platform address
  "192.0.0.192", // Oracle Cloud metadata
  "fd00:ec2::254", // AWS metadata over IPv6
]);

/** IPv6 forms that carry an IPv4 address: what counts is the address inside. */
const IPV4_IN_IPV6: readonly { prefix: string; bits: number; firstByte: number }[] = [
  { prefix: "::ffff:0:0", bits: 96, firstByte: 12 }, // mapped
  { prefix: "::ffff:0:0:0", bits: 96, firstByte: 12 }, // translated
  { prefix: "64:ff9b::", bits: 96, firstByte: 12 }, // NAT64
  { prefix: "64:ff9b:1::", bits: 48, firstByte: 12 }, // local NAT64
  { prefix: "2002::", bits: 16, firstByte: 2 }, // 6to4
  { prefix: "::", bits: 96, firstByte: 12 }, // compatible, long deprecated
];

/**
 * Says whether an outbound request may go to an IP address (T-30). Text that is no address is refused.
 *
 * @param allowLoopback lets 127.0.0.0/8 and ::1 through: the demo and the tests run everything on one machine
 */
export function isAddressAllowed(text: string, { allowLoopback }: { allowLoopback: boolean }): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = unwrap(ipaddr.parse(text));
  const range = address.range();
  if (range === "loopback") return allowLoopback;
  return !DENIED_RANGES.has(range) && !DENIED_ADDRESSES.has(address.toString());
}

function unwrap(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (!(address instanceof ipaddr.IPv6)) return address;
  const range = address.range();
  if (range === "loopback" || range === "unspecified") return address;
  const form = IPV4_IN_IPV6.find(({ prefix, bits }) => address.match(ipaddr.IPv6.parse(prefix), bits));
  return form === undefined ? address : new ipaddr.IPv4(address.toByteArray().slice(form.firstByte, form.firstByte + 4));
}
