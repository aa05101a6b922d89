import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { articleDraft } from "@/lib/relabel-lab/article-draft";
import type { LabDraft } from "@/lib/relabel-lab/lab-draft";
import type { LabResult } from "@/lib/relabel-lab/run-lab";
import {
  LAB_START_TIMEOUT_MS,
  LAB_TIMEOUT_MS,
  type LabMessage,
  type LabReply,
  type LabWorker,
  startLabRunner,
} from "./lab-runner";

const RESULT: LabResult = { rulesProblems: [], labelsProblems: [], view: null };
const draft = (rulesText: string): LabDraft => ({ ...articleDraft(), rulesText });

type Manual = LabWorker & { sent: LabDraft[]; isTerminated: boolean; ready: () => void; answer: () => void };

function manualWorker(): Manual {
  const worker: Manual = {
    sent: [],
    isTerminated: false,
    onmessage: null,
    onerror: null,
    postMessage: (message: LabDraft) => void worker.sent.push(message),
    terminate: () => {
      worker.isTerminated = true;
    },
    ready: () => worker.onmessage?.({ data: "ready" } as MessageEvent<LabMessage>),
    answer: () => worker.onmessage?.({ data: RESULT } as MessageEvent<LabMessage>),
  };
  return worker;
}

function setUp() {
  const workers: Manual[] = [];
  const replies: LabReply["kind"][] = [];
  const runner = startLabRunner(
    () => {
      const worker = manualWorker();
      workers.push(worker);
      return worker;
    },
    ({ kind }) => replies.push(kind),
  );
  return { workers, replies, runner };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const rulesSentTo = (worker: Manual | undefined) => worker?.sent.map(({ rulesText }) => rulesText);

test("nothing is sent to a worker that does not listen yet, then the newest draft", () => {
  const { workers, runner } = setUp();
  for (const text of ["a", "b"]) runner.run(draft(text));
  expect(rulesSentTo(workers[0])).toEqual([]);
  workers[0]?.ready();
  expect(rulesSentTo(workers[0])).toEqual(["b"]);
});

test("of the drafts that come while one runs only the newest is run", () => {
  const { workers, replies, runner } = setUp();
  runner.run(draft("a"));
  workers[0]?.ready();
  for (const text of ["b", "c"]) runner.run(draft(text));
  workers[0]?.answer();
  expect(rulesSentTo(workers[0])).toEqual(["a", "c"]);
  expect(replies).toEqual(["done"]);
});

test("a run that takes too long ends with its worker, and the next one gets a new worker", () => {
  const { workers, replies, runner } = setUp();
  runner.run(draft("slow"));
  workers[0]?.ready();
  runner.run(draft("next"));
  vi.advanceTimersByTime(LAB_TIMEOUT_MS);
  expect(replies).toEqual(["too_slow"]);
  expect(workers[0]?.isTerminated).toBe(true);
  workers[1]?.ready();
  workers[1]?.answer();
  expect(rulesSentTo(workers[1])).toEqual(["next"]);
  expect(replies).toEqual(["too_slow", "done"]);
});

test("a crashed worker is said and replaced", () => {
  const { workers, replies, runner } = setUp();
  runner.run(draft("a"));
  workers[0]?.onerror?.({} as ErrorEvent);
  runner.run(draft("b"));
  expect(replies).toEqual(["crashed"]);
  expect(workers).toHaveLength(2);
});

test("loading may take longer than a run, but not for ever", () => {
  const { replies, runner } = setUp();
  runner.run(draft("a"));
  vi.advanceTimersByTime(LAB_TIMEOUT_MS + 1);
  expect(replies).toEqual([]);
  vi.advanceTimersByTime(LAB_START_TIMEOUT_MS);
  expect(replies).toEqual(["crashed"]);
});

test("nothing is said after the end", () => {
  const { workers, replies, runner } = setUp();
  runner.run(draft("a"));
  workers[0]?.ready();
  runner.stop();
  vi.advanceTimersByTime(LAB_START_TIMEOUT_MS * 2);
  expect(replies).toEqual([]);
  expect(workers[0]?.isTerminated).toBe(true);
});
