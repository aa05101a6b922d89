"use client";

import { Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { type FormEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { z } from "zod";
import { readFailure } from "@/lib/queries/read-failure";
import { readInput } from "@/lib/read-input";
import type { Problem } from "@/lib/result";
import { FailureAlert } from "./failure-alert";
import { FormContext, type FormState, type FormValues, valueAt } from "./form-state";
import { placeProblems } from "./place-problems";
import { ProblemList } from "./problem-list";

type FormProps<Values extends object, Schema extends z.ZodType> = {
  initialValues: Values;
  /** Declared once in lib/<noun>/schema.ts; the server parses with the same. */
  schema: Schema;
  /** What is typed -> what is sent, where the two differ. Paths of the schema are the names of the fields. */
  toInput?: (values: Values) => unknown;
  /** Findings that the schema cannot express. */
  check?: (values: Values) => readonly Problem[];
  onSubmit: (input: z.output<Schema>) => void;
  onValuesChange?: (values: Values, isDirty: boolean) => void;
  isPending: boolean;
  /** What the last attempt threw, if anything. */
  error: unknown;
  children: ReactNode;
};

/** The one form: checks with the schema of the API, and shows each problem, ours or the server's, at its field. */
export function Form<Values extends object, Schema extends z.ZodType>(props: FormProps<Values, Schema>) {
  const { schema, isPending, error, children, initialValues } = props;
  const toInput = props.toInput ?? ((values: Values) => values as unknown);
  const form = useForm<FormValues>({
    initialValues: initialValues as FormValues,
    onValuesChange: (values) => props.onValuesChange?.(values as Values, !isSame(values, initialValues)),
  });
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [submitted, setSubmitted] = useState<FormValues | null>(null);
  const { fields, register } = useRegisteredFields();
  const element = useRef<HTMLFormElement>(null);

  const checked = readInput(schema, toInput(form.values as Values));
  const found = [...(checked.ok ? [] : checked.problems), ...(props.check?.(form.values as Values) ?? [])];
  const failure = error === null || error === undefined ? null : readFailure(error);
  const fromServer = (failure?.problems ?? []).filter(({ path }) => isUntouched(path, form.values, submitted));
  const own = placeProblems(found, fields);
  const theirs = placeProblems(fromServer, fields);

  const problemsAt = (name: string): readonly Problem[] => {
    const isAsked = submitted !== null || left.has(name);
    return [...(isAsked ? (own.byField.get(name) ?? []) : []), ...(theirs.byField.get(name) ?? [])];
  };
  const leave = useCallback((name: string) => setLeft((names) => new Set(names).add(name)), []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(form.values);
    if (checked.ok && found.length === 0) props.onSubmit(checked.value);
    else focusFirstInvalid(element);
  };
  useEffect(() => {
    if (failure !== null && failure.problems.length > 0) focusFirstInvalid(element);
  }, [failure?.problems.length, failure]);

  const state: FormState = { form, isPending, problemsAt, register, leave };
  const atHead = [...(submitted === null ? [] : own.rest), ...theirs.rest];
  return (
    <FormContext value={state}>
      <form ref={element} onSubmit={submit} noValidate>
        <Stack gap="md">
          {failure !== null && failure.problems.length === 0 && <FailureAlert failure={failure} />}
          <div role="alert">{atHead.length > 0 && <ProblemList problems={atHead} />}</div>
          {children}
        </Stack>
      </form>
    </FormContext>
  );
}

function useRegisteredFields() {
  const [names, setNames] = useState<readonly string[]>([]);
  const register = useCallback((name: string) => {
    setNames((before) => [...before, name]);
    return () => setNames((before) => before.filter((other) => other !== name));
  }, []);
  const fields = useMemo(() => new Set(names), [names]);
  return { fields, register };
}

// The problems are drawn in the next frame only.
function focusFirstInvalid(form: { current: HTMLFormElement | null }) {
  requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}

// What the server said of a value stays until that value is changed.
function isUntouched(path: Problem["path"], values: FormValues, submitted: FormValues | null): boolean {
  if (submitted === null || path.length === 0) return true;
  const name = path.join(".");
  return isSame(valueAt(values, name), valueAt(submitted, name));
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
