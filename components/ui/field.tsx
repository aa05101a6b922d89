"use client";

import { Button, Checkbox, NumberInput, PasswordInput, Select, Textarea, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useProblemText } from "@/lib/i18n/use-problem-text";
import type { Problem } from "@/lib/result";
import { useField, useFormState } from "./form-state";

type FieldProps = { name: string; label: string; hint?: ReactNode; isRequired?: boolean };
type TextFieldProps = FieldProps & {
  type?: "text" | "email" | "url" | "password";
  placeholder?: string;
  autoComplete?: string;
};

/** What every control of a form shares: label, hint, and the sentences of its problems. */
export function useFieldProps({ name, label, hint, isRequired = false }: FieldProps) {
  const { value, setValue, onBlur, problems } = useField<unknown>(name);
  const error = useProblemLines(problems);
  return { value, setValue, control: { name, label, description: hint, required: isRequired, onBlur, error } };
}

function useProblemLines(problems: readonly Problem[]): ReactNode {
  const problemText = useProblemText();
  return problems.length === 0 ? null : problems.map(problemText).join(" ");
}

/** One line of text. */
export function Field({ type = "text", placeholder, autoComplete = "off", ...props }: TextFieldProps) {
  const { value, setValue, control } = useFieldProps(props);
  const Input = type === "password" ? PasswordInput : TextInput;
  return (
    <Input
      {...control}
      {...(type === "password" ? {} : { type })}
      value={String(value ?? "")}
      placeholder={placeholder}
      autoComplete={autoComplete}
      spellCheck={false}
      onChange={(event) => setValue(event.currentTarget.value)}
    />
  );
}

/** Several lines of text, as they are pasted: certificates, tokens, label lists. */
export function TextField({ placeholder, minRows = 4, ...props }: FieldProps & { placeholder?: string; minRows?: number }) {
  const { value, setValue, control } = useFieldProps(props);
  return (
    <Textarea
      {...control}
      value={String(value ?? "")}
      placeholder={placeholder}
      autosize
      minRows={minRows}
      maxRows={14}
      spellCheck={false}
      autoComplete="off"
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "var(--mantine-font-size-xs)" } }}
      onChange={(event) => setValue(event.currentTarget.value)}
    />
  );
}

export function NumberField({ min, max, ...props }: FieldProps & { min?: number; max?: number }) {
  const { value, setValue, control } = useFieldProps(props);
  return (
    <NumberInput
      {...control}
      value={value as number}
      {...(min === undefined ? {} : { min })}
      {...(max === undefined ? {} : { max })}
      onChange={setValue}
    />
  );
}

export function CheckboxField(props: FieldProps) {
  const { value, setValue, control } = useFieldProps(props);
  return <Checkbox {...control} checked={value === true} onChange={(event) => setValue(event.currentTarget.checked)} />;
}

export function SelectField({ options, ...props }: FieldProps & { options: { value: string; label: string }[] }) {
  const { value, setValue, control } = useFieldProps(props);
  return <Select {...control} data={options} value={String(value ?? "")} allowDeselect={false} onChange={setValue} />;
}

export function SubmitButton({ children }: { children: ReactNode }) {
  const { isPending } = useFormState();
  return (
    <Button type="submit" loading={isPending}>
      {children}
    </Button>
  );
}
