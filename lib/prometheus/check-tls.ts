import { type ObjectCheck, report, textOf } from "./config-finding";
import { isAtLeast } from "./versions";

const hasAny = (check: ObjectCheck, name: string) => countOf(check, name) > 0;

/** In how many ways a value is given: as text, as file, by reference. */
function countOf({ node }: ObjectCheck, name: string): number {
  return [name, `${name}_file`, `${name}_ref`].filter((field) => textOf(node, field) !== "").length;
}

const TWICE: readonly (readonly [name: string, prometheus: string])[] = [
  ["ca", "at most one of ca, ca_file & ca_ref must be configured"],
  ["cert", "at most one of cert, cert_file & cert_ref must be configured"],
  ["key", "at most one of key and key_file must be configured"],
];

/** Checks a tls_config wherever it stands; Prometheus does so itself since certificates may be written into the config. */
export function checkTls(check: ObjectCheck): void {
  if (!isAtLeast(check.version, 2, 45)) return;
  for (const [name, prometheus] of TWICE) {
    if (countOf(check, name) > 1) report(check, name, { code: "config/tls-twice", parameters: { field: name }, prometheus });
  }
  if (hasAny(check, "cert") && !hasAny(check, "key")) {
    const prometheus = "exactly one of key or key_file must be configured when a client certificate is configured";
    report(check, null, { code: "config/tls-key-missing", prometheus });
  } else if (hasAny(check, "key") && !hasAny(check, "cert")) {
    const prometheus = "exactly one of cert or cert_file must be configured when a client key is configured";
    report(check, null, { code: "config/tls-certificate-missing", prometheus });
  }
}
