import "server-only";
import { log } from "@/lib/log";
import { processSingleton } from "@/lib/singleton";

/**
 * Repeats work for as long as the process lives: never two at once, a failure is logged and the next round comes.
 * The timer does not keep the process alive. Asked again under the same name it changes nothing.
 */
export function repeatWork(name: string, everyMs: number, work: () => Promise<void>): void {
  processSingleton(`repeat.${name}`, () => {
    const round = async () => {
      try {
        await work();
      } catch (error) {
        log.error({ name, error }, "repeated work failed");
      }
      setTimeout(round, everyMs).unref();
    };
    return setTimeout(round, everyMs).unref();
  }).get();
}
