"use client";

import { useFormState } from "@/components/ui/form-state";
import type { ServerDraft } from "./server-draft";

/** The draft that the form around holds. */
export function useDraft() {
  const { form } = useFormState();
  return { draft: form.values as unknown as ServerDraft, form };
}
