import "server-only";
import { X509Certificate } from "node:crypto";
import { AppError } from "@/lib/errors";
import { problem } from "@/lib/result";
import type { ClusterInput } from "./schema";

const CERTIFICATES_MAX = 20;
const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

/** Refuses a CA that is no list of PEM certificates: TLS libraries would skip it silently and then trust nobody. */
export function assertUsableCa(tls: ClusterInput["tls"]): void {
  if (tls.kind !== "ca") return;
  const code = caProblem(tls.caPem);
  if (code !== null) throw new AppError("invalid_input", { problems: [problem(code, { path: ["tls", "caPem"] })] });
}

/** The code of what is wrong with a CA, or null. */
export function caProblem(caPem: string): string | null {
  const blocks = [...caPem.matchAll(BLOCK)];
  if (blocks.some(([, label = ""]) => label.includes("PRIVATE KEY"))) return "cluster/ca-private-key";
  if (blocks.length === 0 || blocks.some(([, label]) => label !== "CERTIFICATE")) return "cluster/ca-invalid";
  if (blocks.length > CERTIFICATES_MAX) return "cluster/ca-too-many";
  return blocks.every(([text]) => isCertificate(text)) ? null : "cluster/ca-invalid";
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
