"use client";

import { NumberInput, Select, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { z } from "zod";
import { type ParameterField, parameterFields } from "@/components/job-templates/parameter-fields";
import { useProblemText } from "@/lib/i18n/use-problem-text";
import { JOB_TEMPLATES } from "@/lib/job-templates";
import type { JobChoice } from "@/lib/job-templates/schema";
import type { Problem } from "@/lib/result";
import styles from "./job-parameters.module.css";

type Value = z.core.util.JSONType;
type JobParametersProps = { choice: JobChoice; problems: readonly Problem[]; onChange: (choice: JobChoice) => void };

/** The parameters of a chosen job, behind a disclosure: every one has a default. */
export function JobParameters({ choice, problems, onChange }: JobParametersProps) {
  const t = useTranslations("clusters.jobs");
  const problemText = useProblemText();
  const fields = parameterFields(JOB_TEMPLATES[choice.template].parameters);
  if (fields.length === 0) return null;
  const changed = Object.keys(choice.parameters).length;
  return (
    <details className={styles.disclosure} open={problems.length > 0 || undefined}>
      <summary>{changed === 0 ? t("parameters") : t("parametersChanged", { count: changed })}</summary>
      <Stack gap="xs" pt="xs">
        {fields.map((field) => {
          const found = problems.find(({ path }) => path[3] === field.name);
          return (
            <ParameterControl
              key={field.name}
              field={field}
              value={choice.parameters[field.name] ?? field.initial}
              error={found === undefined ? undefined : problemText(found)}
              onChange={(value) => onChange({ ...choice, parameters: withParameter(choice.parameters, field, value) })}
            />
          );
        })}
      </Stack>
    </details>
  );
}

// A parameter that has its default again is left out: the template's default may become better one day.
function withParameter(
  parameters: JobChoice["parameters"],
  field: ParameterField,
  value: Value | undefined,
): JobChoice["parameters"] {
  const { [field.name]: _before, ...rest } = parameters;
  return value === undefined || JSON.stringify(value) === JSON.stringify(field.initial) ? rest : { ...rest, [field.name]: value };
}

type ControlProps = {
  field: ParameterField;
  value: Value | undefined;
  error: string | undefined;
  onChange: (value: Value | undefined) => void;
};

function ParameterControl({ field, value, error, onChange }: ControlProps) {
  const t = useTranslations("jobTemplates.parameters");
  const shared = {
    label: t(`${field.name}.label` as never),
    description: t(`${field.name}.hint` as never),
    error,
    size: "xs",
  };
  switch (field.kind) {
    case "switch":
      return <Switch {...shared} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case "number":
      return (
        <NumberInput
          {...shared}
          value={typeof value === "number" ? value : ""}
          {...(field.minimum === null ? {} : { min: field.minimum })}
          {...(field.maximum === null ? {} : { max: field.maximum })}
          onChange={(next) => onChange(next)}
        />
      );
    case "choice":
      return (
        <Select
          {...shared}
          data={[...field.options]}
          value={String(value ?? "")}
          allowDeselect={false}
          onChange={(next) => next !== null && onChange(next)}
        />
      );
    case "text":
      return (
        <TextInput
          {...shared}
          value={String(value ?? "")}
          spellCheck={false}
          onChange={(event) => onChange(textOrNothing(event.currentTarget.value, field))}
        />
      );
    case "lines":
      return <LinesControl {...shared} word={field.word} value={value} onChange={onChange} />;
    case "json":
      return <JsonControl {...shared} value={value} onChange={onChange} />;
  }
}

// An empty text is no value where the parameter may be missing.
function textOrNothing(text: string, { initial }: ParameterField): Value | undefined {
  return text === "" && typeof initial !== "string" ? initial : text;
}

type Shared = { label: string; description: string; error: string | undefined; size: string };

type LinesProps = Shared & { value: Value | undefined; word: string | null; onChange: (value: Value) => void };

function LinesControl({ value, word, onChange, ...shared }: LinesProps) {
  // The text as typed: an empty last line is where the next entry goes.
  const [text, setText] = useState(Array.isArray(value) ? value.join("\n") : String(value ?? ""));
  return (
    <Textarea
      {...shared}
      autosize
      minRows={1}
      maxRows={6}
      value={text}
      spellCheck={false}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange(toLines(event.currentTarget.value, word));
      }}
    />
  );
}

function toLines(text: string, word: string | null): Value {
  const lines = text.split("\n").map((line) => line.trim());
  return text.trim() === word ? word : lines.filter((line) => line !== "");
}

function JsonControl({ value, onChange, ...shared }: Shared & { value: Value | undefined; onChange: (value: Value) => void }) {
  const [text, setText] = useState(JSON.stringify(value ?? null));
  return (
    <Textarea
      {...shared}
      autosize
      minRows={1}
      maxRows={8}
      value={text}
      spellCheck={false}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange(parseJson(event.currentTarget.value));
      }}
    />
  );
}

// Text that is no JSON goes on as a text: the template's schema says what is wrong with it.
function parseJson(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return text;
  }
}
