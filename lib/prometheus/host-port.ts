/** Would Go's net.SplitHostPort take this address? Its rules for brackets and colons are the only ones Prometheus has. */
export function hasHostAndPort(address: string): boolean {
  const lastColon = address.lastIndexOf(":");
  if (lastColon < 0) return false;
  if (!address.startsWith("[")) return !/[:[\]]/.test(address.slice(0, lastColon)) && !/[[\]]/.test(address);
  const end = address.indexOf("]");
  if (end < 0 || end + 1 !== lastColon) return false;
  return !address.slice(1).includes("[") && !address.slice(end + 1).includes("]");
}

/** An address to which Prometheus 2 appends a default port: it has none, and could take one. */
export function lacksPort(address: string): boolean {
  return !hasHostAndPort(address) && hasHostAndPort(`${address}:1234`);
}
