import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type KeyPair = { readonly certPem: string; readonly keyPem: string };

/** A certificate authority of its own, as every cluster has one. */
export type Authority = {
  readonly caPem: string;
  /** Issues a server certificate for DNS names and IP addresses. */
  issue(names: readonly string[]): KeyPair;
};

const EC_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/**
 * Makes a throw-away CA. Node cannot write certificates, so this calls the `openssl` program (Debian: package openssl).
 *
 * @param name common name, such as "kubernetes"
 */
export function createAuthority(name: string): Authority {
  const extensions = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign"];
  const ca = request(name, extensions, null);
  return {
    caPem: ca.certPem,
    issue: (names) => {
      const altNames = names.map((each) => (isIP(each) ? `IP:${each}` : `DNS:${each}`)).join(",");
      const usage = ["basicConstraints=CA:FALSE", "extendedKeyUsage=serverAuth", `subjectAltName=${altNames}`];
      return request(names[0] ?? name, usage, ca);
    },
  };
}

function request(name: string, extensions: readonly string[], issuer: KeyPair | null): KeyPair {
  const folder = mkdtempSync(join(tmpdir(), "promfleet-ca-"));
  try {
    const file = (each: string) => join(folder, each);
    const args = ["req", "-x509", ...EC_KEY, "-days", "30", "-subj", `/CN=${name}`, "-keyout", file("key"), "-out", file("cert")];
    if (issuer !== null) {
      writeFileSync(file("issuer-cert"), issuer.certPem);
      writeFileSync(file("issuer-key"), issuer.keyPem, { mode: 0o600 });
      args.push("-CA", file("issuer-cert"), "-CAkey", file("issuer-key"));
    }
    // A configuration of our own: the machine's would add extensions that contradict ours.
    writeFileSync(file("config"), "[req]\ndistinguished_name = name\n[name]\n");
    args.push("-config", file("config"), ...extensions.flatMap((extension) => ["-addext", extension]));
    execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
    return { certPem: readFileSync(file("cert"), "utf8"), keyPem: readFileSync(file("key"), "utf8") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
