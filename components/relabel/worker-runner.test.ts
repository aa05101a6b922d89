import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  type RunnerWorker,
  startWorkerRunner,
  WORKER_START_TIMEOUT_MS,
  WORKER_TIMEOUT_MS,
  type WorkerMessage,
  type WorkerReply,
} from "./worker-runner";

type Manual = RunnerWorker<string> & { sent: string[]; isTerminated: boolean; say: (message: WorkerMessage<string>) => void };

function manualWorker(): Manual {
  const worker: Manual = {
    sent: [],
    isTerminated: false,
    onmessage: null,
    onerror: null,
    postMessage: (message: string) => void worker.sent.push(message),
    terminate: () => {
      worker.isTerminated = true;
    },
    say: (message) => worker.onmessage?.({ data: message } as MessageEvent<WorkerMessage<string>>),
  };
  return worker;
}

function setUp(isCancellable = false) {
  const workers: Manual[] = [];
  const replies: WorkerReply<string>["kind"][] = [];
  const runner = startWorkerRunner<string, string>({
    startWorker: () => {
      const worker = manualWorker();
      workers.push(worker);
      return worker;
    },
    onReply: ({ kind }) => replies.push(kind),
    timeoutMs: (_draft, isFirst) => (isFirst ? WORKER_TIMEOUT_MS : WORKER_TIMEOUT_MS / 2),
    isCancellable,
  });
  return { workers, replies, runner };
}

const ANSWER = { result: "answer" };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("nothing is sent to a worker that does not listen yet, then the newest draft", () => {
  const { workers, runner } = setUp();
  for (const text of ["a", "b"]) runner.run(text);
  expect(workers[0]?.sent).toEqual([]);
  workers[0]?.say("ready");
  expect(workers[0]?.sent).toEqual(["b"]);
});

test("of the drafts that come while one runs only the newest is run", () => {
  const { workers, replies, runner } = setUp();
  runner.run("a");
  workers[0]?.say("ready");
  for (const text of ["b", "c"]) runner.run(text);
  workers[0]?.say(ANSWER);
  expect(workers[0]?.sent).toEqual(["a", "c"]);
  expect(replies).toEqual(["done"]);
});

test("a worker that can be interrupted is told once that a newer draft waits", () => {
  const { workers, replies, runner } = setUp(true);
  runner.run("a");
  workers[0]?.say("ready");
  for (const text of ["b", "c"]) runner.run(text);
  expect(workers[0]?.sent).toEqual(["a", "cancel"]);
  workers[0]?.say("cancelled");
  expect(workers[0]?.sent).toEqual(["a", "cancel", "c"]);
  expect(replies).toEqual([]);
  workers[0]?.say(ANSWER);
  expect(replies).toEqual(["done"]);
});

test("a run that takes too long ends with its worker, and the next one gets a new worker", () => {
  const { workers, replies, runner } = setUp();
  runner.run("slow");
  workers[0]?.say("ready");
  runner.run("next");
  vi.advanceTimersByTime(WORKER_TIMEOUT_MS);
  expect(replies).toEqual(["too_slow"]);
  expect(workers[0]?.isTerminated).toBe(true);
  workers[1]?.say("ready");
  workers[1]?.say(ANSWER);
  expect(workers[1]?.sent).toEqual(["next"]);
  expect(replies).toEqual(["too_slow", "done"]);
});

test("the first draft of a worker may have more time than those after it", () => {
  const { workers, replies, runner } = setUp();
  runner.run("first");
  workers[0]?.say("ready");
  vi.advanceTimersByTime(WORKER_TIMEOUT_MS - 1);
  workers[0]?.say(ANSWER);
  runner.run("second");
  vi.advanceTimersByTime(WORKER_TIMEOUT_MS / 2);
  expect(replies).toEqual(["done", "too_slow"]);
});

test("a crashed worker is said and replaced", () => {
  const { workers, replies, runner } = setUp();
  runner.run("a");
  workers[0]?.onerror?.({} as ErrorEvent);
  runner.run("b");
  expect(replies).toEqual(["crashed"]);
  expect(workers).toHaveLength(2);
});

test("loading may take longer than a run, but not for ever", () => {
  const { replies, runner } = setUp();
  runner.run("a");
  vi.advanceTimersByTime(WORKER_TIMEOUT_MS + 1);
  expect(replies).toEqual([]);
  vi.advanceTimersByTime(WORKER_START_TIMEOUT_MS);
  expect(replies).toEqual(["crashed"]);
});

test("nothing is said after the end", () => {
  const { workers, replies, runner } = setUp();
  runner.run("a");
  workers[0]?.say("ready");
  runner.stop();
  vi.advanceTimersByTime(WORKER_START_TIMEOUT_MS * 2);
  expect(replies).toEqual([]);
  expect(workers[0]?.isTerminated).toBe(true);
});
