import { goQuote } from "@/lib/relabel/go-quote";
import { isSet, itemsOf, type ObjectCheck, report, textOf } from "./config-finding";
import { isAtLeast } from "./versions";
import { valueUnder } from "./yaml-node";

/** Headers that whoever sends to a remote end sets itself. */
export const RESERVED_HEADERS = new Set(
  (
    "host content-encoding content-length content-type user-agent connection keep-alive proxy-authenticate proxy-authorization " +
    "www-authenticate accept-encoding x-prometheus-remote-write-version x-prometheus-remote-read-version " +
    "x-amz-date x-amz-security-token x-amz-content-sha256"
  ).split(" "),
);

/** Checks one remote_write or remote_read beyond its HTTP client. */
export function checkRemote(check: ObjectCheck): void {
  const kind = String(check.path.findLast((part) => typeof part === "string"));
  if (!isSet(check.node, "url")) {
    report(check, "url", { code: "config/remote-url", parameters: { kind }, prometheus: `url for ${kind} is empty` });
  }
  const headers = valueUnder(check.node, "headers");
  for (const { key } of headers?.kind === "mapping" ? headers.entries : []) {
    const name = key.text.toLowerCase();
    const isAuthorization = name === "authorization";
    if (!isAuthorization && !RESERVED_HEADERS.has(name)) continue;
    const prometheus = isAuthorization ? authorizationMessage(check) : `${key.text} is a reserved header. It must not be changed`;
    report(check, "headers", { code: "config/reserved-header", parameters: { header: key.text }, prometheus });
  }
}

function authorizationMessage({ version }: ObjectCheck): string {
  const last = [isAtLeast(version, 2, 45) ? "azuread" : null, isAtLeast(version, 2, 55) ? "google_iam" : null].filter(
    (one) => one !== null,
  );
  const ways = ["basic_auth", "authorization", "oauth2", "sigv4", ...last];
  return `authorization header must be changed via the ${ways.slice(0, -1).join(", ")}${last.length > 0 ? "" : ","} or ${ways.at(-1)} parameter`;
}

/** Names tell the queues of several servers apart. */
export function checkRemoteNames(check: ObjectCheck): void {
  for (const kind of ["remote_write", "remote_read"] as const) {
    const seen = new Set<string>();
    for (const [index, remote] of itemsOf(check.node, kind).entries()) {
      const name = textOf(remote, "name");
      if (name !== "" && seen.has(name) && remote.kind === "mapping") {
        const prometheus = `found multiple ${kind.replace("_", " ")} configs with job name ${goQuote(name)}`;
        const path = [...check.path, kind, index];
        report({ ...check, node: remote, path }, "name", {
          code: "config/remote-name-repeated",
          parameters: { name },
          prometheus,
        });
      }
      seen.add(name);
    }
  }
}
