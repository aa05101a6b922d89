"use client";

import type { UseFormReturnType } from "@mantine/form";
import { createContext, useContext, useEffect } from "react";
import type { Problem } from "@/lib/result";

export type FormValues = Record<string, unknown>;

export type FormState = {
  readonly form: UseFormReturnType<FormValues>;
  readonly isPending: boolean;
  /** Problems to show at the field of this name. */
  readonly problemsAt: (name: string) => readonly Problem[];
  readonly register: (name: string) => () => void;
  readonly leave: (name: string) => void;
};

export const FormContext = createContext<FormState | null>(null);

/** The form around a field. */
export function useFormState(): FormState {
  const state = useContext(FormContext);
  if (state === null) throw new Error("a field stands outside of <Form>");
  return state;
}

/** What a control needs to be the field `name` ("tls.caPem") of the form around it. */
export function useField<Value>(name: string) {
  const { form, problemsAt, register, leave } = useFormState();
  useEffect(() => register(name), [register, name]);
  const value = valueAt(form.values, name) as Value;
  return {
    value,
    setValue: (next: Value) => form.setFieldValue(name, next as never),
    onBlur: () => leave(name),
    problems: problemsAt(name),
  };
}

/** Reads "tls.caPem" or "jobs.0.parameters" out of nested values. */
export function valueAt(values: unknown, name: string): unknown {
  return name.split(".").reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], values);
}
