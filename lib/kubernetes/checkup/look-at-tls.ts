import "server-only";
import { isIP, type Socket } from "node:net";
import { checkServerIdentity, connect as connectTls, type TLSSocket } from "node:tls";
import type { CheckupCode, PresentedChain } from "@/lib/clusters/checkup-schema";
import { failureOf, OutboundStop } from "@/lib/http/outbound-outcome";
import { hostnameOf, type OutboundTls } from "@/lib/http/outbound-socket";
import { readPresentedChain } from "./presented-chain";
import { StepFailure } from "./step-run";

const HANDSHAKE_MS_MAX = 3000;

/**
 * Shakes hands only to look: the chain is read whether it is trusted or not, nothing is sent, and the connection ends here.
 * The judgement is the one that `outboundRequest` will come to.
 */
export async function lookAtTls(
  socket: Socket,
  url: URL,
  { caPem, serverName }: OutboundTls,
): Promise<{ chain: PresentedChain; verdict: string | null }> {
  const name = serverName ?? hostnameOf(url);
  const secured = connectTls({
    socket,
    servername: isIP(name) === 0 ? name : "",
    rejectUnauthorized: false,
    checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
    minVersion: "TLSv1.2",
    ALPNProtocols: ["http/1.1"],
    ...(caPem === null ? {} : { ca: caPem, allowPartialTrustChain: true }),
  });
  try {
    await shaken(secured);
    return { chain: readPresentedChain(secured, caPem), verdict: verdictOf(secured) };
  } finally {
    secured.on("error", () => undefined).destroy();
  }
}

/** Node gives the code of the verification as text, whatever its type says. */
function verdictOf(secured: TLSSocket): string | null {
  if (secured.authorized) return null;
  const reason: unknown = secured.authorizationError;
  if (reason instanceof Error) return "code" in reason ? String(reason.code) : "CERT_UNTRUSTED";
  return String(reason ?? "CERT_UNTRUSTED");
}

function shaken(secured: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new OutboundStop("timeout")), HANDSHAKE_MS_MAX);
    const end = (settle: () => void) => {
      clearTimeout(timer);
      settle();
    };
    secured.once("secureConnect", () => end(resolve));
    secured.once("error", (error) => end(() => reject(failureInHandshake(error))));
    secured.once("close", () => end(() => reject(new OutboundStop("tls_failed"))));
  });
}

function failureInHandshake(error: Error): OutboundStop {
  const failure = failureOf(error);
  return new OutboundStop(failure === "interrupted" ? "tls_failed" : failure);
}

/** What is wrong with a presented chain, as the step's failure. */
export function tlsFailure(verdict: string, { certificates, pin }: PresentedChain, expectedName: string): StepFailure {
  const [leaf] = certificates;
  const now = Date.now();
  // The last word of the verification can hide an earlier one: the dates are looked at first, of every certificate.
  const ended = certificates.find(({ notAfter }) => Date.parse(notAfter) < now);
  if (ended !== undefined) return new StepFailure("tls_expired", { notAfter: ended.notAfter });
  const early = certificates.find(({ notBefore }) => Date.parse(notBefore) > now);
  if (early !== undefined) return new StepFailure("tls_not_yet_valid", { notBefore: early.notBefore });
  const code: CheckupCode = failureOf(Object.assign(new Error(verdict), { code: verdict }));
  if (code === "tls_name") return new StepFailure(code, { name: expectedName });
  const isLonely = leaf?.isSelfSigned === true && certificates.length === 1;
  const parameters = pin === null ? {} : { fingerprint: pin.fingerprint };
  return new StepFailure(isLonely ? "tls_self_signed" : "tls_untrusted", parameters);
}

/** When the first certificate of a presented chain ends. */
export function endOfChain({ certificates }: PresentedChain): Date | null {
  const times = certificates.map(({ notAfter }) => Date.parse(notAfter));
  return times.length === 0 ? null : new Date(Math.min(...times));
}
