/** Host and port as one address: IPv6 in brackets. */
export function joinHostPort(host: string, port: string): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A port that the API gives as a signed number, and Go prints as an unsigned one. */
export function formatPort(port: number): string {
  return port < 0 ? BigInt.asUintN(64, BigInt(port)).toString() : String(port);
}
