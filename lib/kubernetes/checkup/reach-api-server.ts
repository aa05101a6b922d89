import "server-only";
import type { CheckupStep, CheckupStepName, PresentedChain } from "@/lib/clusters/checkup-schema";
import { CHECKUP_STEPS } from "@/lib/clusters/checkup-schema";
import { env } from "@/lib/env";
import { failureOf } from "@/lib/http/outbound-outcome";
import { checkedAddresses, connectFirst, hostnameOf, portOf, resolveBySystem } from "@/lib/http/outbound-socket";
import type { ApiServerConnection } from "@/lib/kubernetes/api-client";
import { askVersion } from "./ask-version";
import { authenticate } from "./authenticate";
import { lookAtTls, tlsFailure } from "./look-at-tls";
import { sniffPort } from "./sniff-port";
import { runStep, StepFailure, skippedStep } from "./step-run";
import { untilAborted } from "./until-aborted";

/** Each of the two questions; together with the connection they stay within the whole checkup. */
const QUESTION_MS_MAX = 5000;

export type Reached = {
  readonly steps: readonly CheckupStep[];
  readonly chain: PresentedChain | null;
  readonly clockSkewMs: number | null;
  readonly kubernetesVersion: string | null;
  readonly isReachable: boolean;
};

type Tell = {
  readonly onStep: (step: CheckupStep) => void;
  readonly onChain: (chain: PresentedChain) => void;
};

/** Goes from the name to the API version, step by step, and stops where it cannot go on. */
export async function reachApiServer(connection: ApiServerConnection, signal: AbortSignal, tell: Tell): Promise<Reached> {
  const url = new URL(connection.apiServer);
  const place = { host: hostnameOf(url), port: portOf(url) };
  const steps: CheckupStep[] = [];
  let chain: PresentedChain | null = null;
  const run = async <T>(name: CheckupStepName, work: () => Promise<T>): Promise<T | null> => {
    if (steps.some(({ state }) => state !== "ok")) {
      steps.push(skippedStep(name));
      return null;
    }
    const { step, value } = await runStep(name, place, () => untilAborted(work(), signal));
    steps.push(step);
    tell.onStep(step);
    return value;
  };
  const limits = { totalMsMax: QUESTION_MS_MAX, signal };

  const addresses = (await run("dns", () => checkedAddresses(url, { settings: env(), resolveHost: resolveBySystem }))) ?? [];
  const socket = await run("tcp", () => connectFirst(addresses, place.port));
  await run("tls", async () => {
    if (socket === null) throw new StepFailure("unreachable");
    const seen = await lookAtTls(socket, url, connection.tls).catch((error: unknown) => named(error, addresses, place.port));
    chain = seen.chain;
    tell.onChain(seen.chain);
    if (seen.verdict !== null && !connection.tls.isInsecure) {
      throw tlsFailure(seen.verdict, seen.chain, connection.tls.serverName ?? place.host);
    }
  });
  const clockSkewMs = await run("authentication", () => authenticate(connection, limits));
  const kubernetesVersion = await run("version", () => askVersion(connection, limits));
  const isReachable = steps.length === CHECKUP_STEPS.length && steps.every(({ state }) => state === "ok");
  return { steps, chain, clockSkewMs, kubernetesVersion, isReachable };
}

/** What does not speak TLS is asked once more what it does speak. */
async function named(error: unknown, addresses: readonly string[], port: number): Promise<never> {
  const failure = failureOf(error);
  if (failure !== "not_tls" && failure !== "timeout" && failure !== "tls_failed") throw error;
  const socket = await connectFirst(addresses, port).catch(() => null);
  const code = socket === null ? "not_tls" : await sniffPort(socket);
  // Silence, and what breaks off, stay what they are unless the port has given its name.
  throw code === "not_tls" ? error : new StepFailure(code);
}
