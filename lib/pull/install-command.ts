type Install = {
  readonly url: string;
  readonly token: string;
  readonly configDirectory: string;
  readonly intervalSeconds: number;
};

/**
 * The line to run on the host: puts the script and the token in place and runs it once. The token goes into a file
 * that only its owner reads; what follows it in the line is what the service runs.
 */
export function installCommand({ url, token, configDirectory, intervalSeconds }: Install): string {
  const options = [
    `--url ${quote(url)}`,
    `--directory ${quote(configDirectory)}`,
    ...(intervalSeconds === 30 ? [] : [`--interval ${intervalSeconds}`]),
    ...(needsPlainHttp(url) ? ["--allow-http"] : []),
  ];
  const steps = [
    "umask 077",
    "mkdir -p /etc/promfleet",
    `printf '%s\\n' ${quote(token)} > /etc/promfleet/pull-token`,
    `curl -fsS -o /usr/local/bin/promfleet-pull ${quote(`${url}/api/v1/pull/script`)}`,
    "chmod 0755 /usr/local/bin/promfleet-pull",
    `promfleet-pull ${options.join(" ")} --once`,
  ];
  return steps.join(" && ");
}

/** The token travels readable over plain HTTP: the script wants to be told that this is meant. */
function needsPlainHttp(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && hostname !== "localhost" && !hostname.startsWith("127.") && hostname !== "[::1]";
}

function quote(text: string): string {
  return /^[A-Za-z0-9_./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
