"use client";

import { useState } from "react";
import type { z } from "zod";
import type { checkupInputSchema } from "@/lib/clusters/checkup-schema";
import { useRunCheckup } from "@/lib/queries/checkup";
import { addCheckupEvent, type CheckupProgress, NO_CHECKUP } from "./checkup-progress";

/** A checkup as it grows on the page; empty until the first one begins. */
export function useCheckup() {
  const [progress, setProgress] = useState<CheckupProgress>(NO_CHECKUP);
  const { start, isRunning, error } = useRunCheckup((event) => setProgress((before) => addCheckupEvent(before, event)));
  return {
    progress,
    isRunning,
    error,
    start: (input: z.input<typeof checkupInputSchema>) => {
      setProgress(NO_CHECKUP);
      start(input);
    },
  };
}
