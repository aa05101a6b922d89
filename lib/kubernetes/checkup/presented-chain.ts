import "server-only";
import { X509Certificate } from "node:crypto";
import type { DetailedPeerCertificate, TLSSocket } from "node:tls";
import type { PresentedCertificate, PresentedChain } from "@/lib/clusters/checkup-schema";

const CERTIFICATES_MAX = 10;
const NAMES_MAX = 20;
const PEM_BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** Reads what the other side has presented. Its texts are its own: capped and without control characters. */
export function readPresentedChain(socket: TLSSocket, caPem: string | null): PresentedChain {
  const given = new Set(readBundle(caPem).map(({ fingerprint256 }) => fingerprint256));
  const chain = chainOf(socket);
  const certificates = chain.map((certificate) => describe(certificate, given));
  const pinned = chain.findLast(({ ca }) => ca) ?? chain[0];
  const protocol = socket.getProtocol();
  return {
    certificates,
    pin:
      pinned === undefined
        ? null
        : { fingerprint: pinned.fingerprint256, pem: pinned.toString().trim().slice(0, 16_384), isAuthority: pinned.ca },
    protocol: protocol === "TLSv1.2" || protocol === "TLSv1.3" ? protocol : null,
  };
}

function chainOf(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  const seen = new Set<string>();
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  // A certificate that signed itself is its own issuer; an empty object means that there was none.
  while (next?.raw !== undefined && !seen.has(next.fingerprint256) && chain.length < CERTIFICATES_MAX) {
    seen.add(next.fingerprint256);
    chain.push(new X509Certificate(next.raw));
    next = next.issuerCertificate;
  }
  return chain;
}

/** The certificates of a PEM bundle; those that cannot be read are left out. */
export function readBundle(caPem: string | null): X509Certificate[] {
  return [...(caPem ?? "").matchAll(PEM_BLOCK)].flatMap(([pem]) => {
    try {
      return [new X509Certificate(pem)];
    } catch {
      return [];
    }
  });
}

function describe(certificate: X509Certificate, given: ReadonlySet<string>): PresentedCertificate {
  return {
    subject: plainText(certificate.subject, 300),
    issuer: plainText(certificate.issuer, 300),
    names: (certificate.subjectAltName ?? "")
      .split(", ")
      .map((name) => plainText(name.replace(/^(?:DNS|IP Address):/, ""), 255))
      .filter((name) => name !== "")
      .slice(0, NAMES_MAX),
    notBefore: isoTime(certificate.validFrom),
    notAfter: isoTime(certificate.validTo),
    fingerprint: certificate.fingerprint256,
    isSelfSigned: certificate.checkIssued(certificate),
    isAuthority: certificate.ca,
    isInGivenCa: given.has(certificate.fingerprint256),
  };
}

function plainText(text: string | undefined, lengthMax: number): string {
  return (text ?? "")
    .replace(/\n/g, ", ")
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "")
    .slice(0, lengthMax);
}

/** OpenSSL knows years that JavaScript does not: those become the last that it does. */
function isoTime(text: string): string {
  const time = Date.parse(text);
  return (Number.isNaN(time) ? new Date(8.64e15 / 100) : new Date(time)).toISOString();
}
