"use client";

import { useSyncExternalStore } from "react";

const TICK_MS = 200;

function subscribe(onTick: () => void): () => void {
  const timer = setInterval(onTick, TICK_MS);
  return () => clearInterval(timer);
}

const never = () => () => undefined;
// Rounded, so that two reads within one tick are the same snapshot.
const tick = () => Math.floor(Date.now() / TICK_MS) * TICK_MS;

/** The time now in milliseconds, moving while `isRunning`. */
export function useNowMs(isRunning: boolean): number {
  return useSyncExternalStore(isRunning ? subscribe : never, tick, tick);
}
