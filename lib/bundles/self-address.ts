/** Where a Prometheus scrapes itself: on localhost, at the explicit port of the URL that we reach it by, else at its usual one. */
export function selfAddressOf(url: string): string {
  const port = URL.canParse(url) ? new URL(url).port : "";
  return `localhost:${port === "" ? "9090" : port}`;
}
