"use client";

import { useCallback } from "react";
import { useTranslations } from "use-intl";
import type { Problem } from "@/lib/result";

type Told = Pick<Problem, "code" | "parameters">;

/** Gives the sentence of a problem in the language of the page; the code itself when the catalogue has none. */
export function useProblemText(): (problem: Told) => string {
  const t = useTranslations();
  return useCallback(
    ({ code, parameters }: Told) => {
      const key = `problems.${code.replaceAll("/", ".")}`;
      return t.has(key as never) ? t(key as never, parameters as never) : code;
    },
    [t],
  );
}
