import "server-only";
import { OutboundStop } from "@/lib/http/outbound-outcome";

/** Waits for work no longer than a signal allows; work that cannot be stopped ends unseen. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let giveUp: (() => void) | undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(new OutboundStop("timeout"));
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp, { once: true });
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    if (giveUp !== undefined) signal.removeEventListener("abort", giveUp);
  }
}
