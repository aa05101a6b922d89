"use client";

import { ActionIcon, Autocomplete, TagsInput, Text, TextInput, Tooltip } from "@mantine/core";
import { IconQuote, IconX } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import type { RelabelField } from "@/lib/relabel/relabel-rule";
import { FIELD_DEFAULTS } from "@/lib/relabel-lab/rule-fields";
import type { FieldForm } from "@/lib/relabel-lab/rule-forms";
import styles from "./rule-form.module.css";
import type { RuleEdits } from "./use-rule-edits";

export type LabelOption = { readonly name: string; readonly example: string };

type RuleFieldProps = {
  index: number;
  field: RelabelField;
  form: FieldForm;
  edits: RuleEdits;
  labels: readonly LabelOption[];
  isUnused: boolean;
  isReadOnly: boolean;
  error: string | null;
  warning: string | null;
};

/** One field of a rule: its value, what stands in its place, and a way back to the default. */
export function RuleField(props: RuleFieldProps) {
  const { field, form } = props;
  const t = useTranslations("ruleEditor.form");
  if (form.kind === "other") {
    return (
      <TextInput label={field} value="" placeholder={t("otherKind")} readOnly classNames={inputClasses} error={props.error} />
    );
  }
  return field === "source_labels" ? <NamesField {...props} /> : <TextField {...props} />;
}

const inputClasses = { input: styles.input, label: styles.fieldLabel };

function useFieldState({ index, field, form, edits, isUnused, isReadOnly, error, warning }: RuleFieldProps) {
  const t = useTranslations("ruleEditor.form");
  const notes = [
    form.kind === "null" ? t("isNull") : null,
    form.kind === "text" && form.text === "" ? t("isEmpty") : null,
    form.kind === "names" && form.names.length === 0 ? t("isEmptyList") : null,
    isUnused ? t("isUnused") : null,
    warning,
  ].filter((note) => note !== null);
  const fallback = FIELD_DEFAULTS[field];
  return {
    label: field,
    error,
    readOnly: isReadOnly,
    "data-control": field,
    placeholder: form.kind === "absent" && fallback !== undefined ? fallback : "",
    description: notes.length === 0 ? undefined : notes.join(" "),
    inputWrapperOrder: ["label", "input", "description", "error"] as ("label" | "input" | "description" | "error")[],
    rightSection: isReadOnly ? undefined : <FieldButton index={index} field={field} form={form} edits={edits} />,
    rightSectionPointerEvents: "all" as const,
  };
}

/** Takes the field away, or writes an empty text where the default is one that says something. */
function FieldButton({ index, field, form, edits }: Pick<RuleFieldProps, "index" | "field" | "form" | "edits">) {
  const t = useTranslations("ruleEditor.form");
  const isAbsent = form.kind === "absent";
  if (isAbsent && (FIELD_DEFAULTS[field] === undefined || field === "action")) return null;
  const number = index + 1;
  const name = isAbsent ? t("makeEmpty", { field, number }) : t("clear", { field, number });
  return (
    <Tooltip label={isAbsent ? t("makeEmptyHint") : t("clearHint")} openDelay={400}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={name}
        onClick={() => (isAbsent ? edits.set(index, field, "") : edits.clear(index, field))}
      >
        {isAbsent ? <IconQuote size={13} aria-hidden /> : <IconX size={13} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}

function TextField(props: RuleFieldProps) {
  const { index, field, form, edits, labels } = props;
  const state = useFieldState(props);
  // What is being typed. Nothing typed yet is not an empty text: the key goes when the field is left empty.
  const [typed, setTyped] = useState<string | null>(null);
  const written = form.kind === "text" ? form.text : "";
  const input = {
    ...state,
    value: typed ?? written,
    classNames: inputClasses,
    spellCheck: false,
    autoCapitalize: "off",
    onBlur: () => {
      if (typed === "" && form.kind !== "absent") edits.clear(index, field);
      setTyped(null);
    },
  };
  const change = (value: string) => {
    setTyped(value);
    if (value !== "") edits.set(index, field, value);
  };
  const names = useMemo(() => labels.map(({ name }) => name).filter((name) => !name.startsWith("__meta_")), [labels]);
  if (field === "target_label") return <Autocomplete {...input} data={names} limit={30} onChange={change} />;
  const inputMode = field === "modulus" ? ("numeric" as const) : undefined;
  return <TextInput {...input} inputMode={inputMode} onChange={(event) => change(event.currentTarget.value)} />;
}

function NamesField(props: RuleFieldProps) {
  const { index, field, form, edits, labels } = props;
  const state = useFieldState(props);
  const t = useTranslations("ruleEditor.form");
  const examples = useMemo(() => new Map(labels.map(({ name, example }) => [name, example])), [labels]);
  const names = form.kind === "names" ? [...form.names] : [];
  return (
    <TagsInput
      {...state}
      className={styles.names}
      classNames={{ ...inputClasses, pill: styles.pill }}
      data={[...examples.keys()]}
      limit={50}
      value={names}
      allowDuplicates
      acceptValueOnBlur
      splitChars={[",", " ", ";"]}
      placeholder={names.length === 0 ? t("namesHint") : ""}
      onChange={(next) => (next.length === 0 ? edits.clear(index, field) : edits.set(index, field, next))}
      renderOption={({ option }) => (
        <div className={styles.option}>
          <code>{option.value}</code>
          <Text size="xs" c="dimmed" truncate>
            {examples.get(option.value) ?? ""}
          </Text>
        </div>
      )}
    />
  );
}
