"use client";

import { useCallback } from "react";
import { useTranslations } from "use-intl";

/** Gives the sentence of an error code of the API; the sentence of `internal` for a code that it does not know. */
export function useFailureText(): (code: string) => string {
  const t = useTranslations("errors");
  return useCallback((code: string) => t((t.has(code as never) ? code : "internal") as never), [t]);
}
