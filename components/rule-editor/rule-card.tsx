"use client";

import { ActionIcon, Alert, Badge, Menu, NativeSelect, Switch, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconCopy, IconDotsVertical, IconGripVertical, IconTrash } from "@tabler/icons-react";
import { type KeyboardEvent, memo, type PointerEvent } from "react";
import { useTranslations } from "use-intl";
import { ProblemList } from "@/components/ui/problem-list";
import { useProblemText } from "@/lib/i18n/use-problem-text";
import { RELABEL_ACTIONS } from "@/lib/relabel/relabel-config";
import { fieldOfProblem, type RuleForm } from "@/lib/relabel-lab/rule-forms";
import type { Problem } from "@/lib/result";
import { type LabelOption, RuleField } from "./rule-field";
import styles from "./rule-form.module.css";
import type { RuleEdits } from "./use-rule-edits";

export type RuleCardProps = {
  index: number;
  count: number;
  form: RuleForm;
  isOff: boolean;
  /** What the rule does, in words. */
  explanation: string;
  /** What it did to the loaded targets; "" when that is not known. */
  effect: string;
  problems: readonly Problem[];
  labels: readonly LabelOption[];
  edits: RuleEdits;
  isDragged: boolean;
  onDragStart: (index: number, event: PointerEvent<HTMLElement>) => void;
  onMove: (from: number, to: number) => void;
  onRemove: (index: number) => void;
};

/** One rule: what it does in a line, its fields below. Alt with arrows moves it. */
export const RuleCard = memo(
  function RuleCard(props: RuleCardProps) {
    const { index, isOff, form, onMove, isDragged } = props;
    const t = useTranslations("ruleEditor.form");
    const onKeyDown = (event: KeyboardEvent) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!event.altKey || by === undefined) return;
      // A field would take the keys for opening its list.
      event.preventDefault();
      event.stopPropagation();
      onMove(index, index + by);
    };
    return (
      <li
        className={styles.card}
        data-off={isOff || undefined}
        data-dragged={isDragged || undefined}
        aria-label={t("rule", { number: index + 1 })}
        onKeyDownCapture={onKeyDown}
      >
        <CardHead {...props} />
        <p className={styles.explanation}>{props.explanation}</p>
        {form.isEditable ? <CardFields {...props} /> : <Text size="sm">{t("isReference")}</Text>}
        <CardProblems {...props} />
      </li>
    );
  },
  (before, after) =>
    before.form.source === after.form.source &&
    (Object.keys(after) as (keyof RuleCardProps)[]).every((key) => key === "form" || isSame(key, before, after)),
);

function isSame(key: keyof RuleCardProps, before: RuleCardProps, after: RuleCardProps): boolean {
  return key === "problems" ? JSON.stringify(before.problems) === JSON.stringify(after.problems) : before[key] === after[key];
}

function CardHead({ index, isOff, form, effect, edits, problems, onDragStart, onMove, ...props }: RuleCardProps) {
  const t = useTranslations("ruleEditor.form");
  const number = index + 1;
  const urgent = problems.filter(({ severity }) => severity !== "info");
  const worst = urgent.some(({ severity }) => severity === "error") ? "red" : "yellow";
  return (
    <div className={styles.head}>
      <button
        type="button"
        className={styles.handle}
        data-control="handle"
        aria-label={t("handle", { number })}
        onPointerDown={(event) => onDragStart(index, event)}
        onKeyDown={(event) => {
          const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
          if (by === undefined || event.altKey) return;
          event.preventDefault();
          onMove(index, index + by);
        }}
      >
        <IconGripVertical size={16} aria-hidden />
      </button>
      <span className={styles.number} aria-hidden>
        {number}
      </span>
      <ActionSelect index={index} form={form} edits={edits} />
      {urgent.length > 0 && (
        <Badge color={worst} variant="light" tt="none">
          {t("problemCount", { count: urgent.length })}
        </Badge>
      )}
      {effect !== "" && !isOff && (
        <Badge variant="default" tt="none" fw={500}>
          {effect}
        </Badge>
      )}
      <div className={styles.tail}>
        <Switch
          size="sm"
          mr={4}
          checked={!isOff}
          onChange={() => edits.toggle(index)}
          label={t(isOff ? "off" : "on")}
          aria-label={t("switch", { number })}
        />
        <CardMenu index={index} edits={edits} onMove={onMove} {...props} />
      </div>
    </div>
  );
}

function ActionSelect({ index, form, edits }: Pick<RuleCardProps, "index" | "form" | "edits">) {
  const t = useTranslations("ruleEditor.form");
  const written = form.fields.action.kind === "text" ? form.fields.action.text : "";
  const options = [
    ...RELABEL_ACTIONS.map((action) => ({ value: action, label: action })),
    ...(form.action === null ? [{ value: "", label: t("unknownAction", { action: written }) }] : []),
  ];
  const isDefault = form.fields.action.kind === "absent";
  return (
    <NativeSelect
      aria-label={t("action", { number: index + 1 })}
      size="xs"
      className={styles.action}
      classNames={{ input: styles.input }}
      data={options}
      value={form.action ?? ""}
      disabled={!form.isEditable}
      onChange={({ currentTarget: { value } }) => {
        if (value === "") return;
        // replace is what an absent key means: it is written only where another action stood.
        if (value === "replace" && isDefault) return;
        edits.set(index, "action", value);
      }}
    />
  );
}

type CardMenuProps = Pick<RuleCardProps, "index" | "count" | "edits" | "onMove" | "onRemove">;

function CardMenu({ index, count, edits, onMove, onRemove }: CardMenuProps) {
  const t = useTranslations("ruleEditor.form");
  const number = index + 1;
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        data-control="up"
        aria-label={t("up", { number })}
        disabled={index === 0}
        onClick={() => onMove(index, index - 1)}
      >
        <IconArrowUp size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        data-control="down"
        aria-label={t("down", { number })}
        disabled={index === count - 1}
        onClick={() => onMove(index, index + 1)}
      >
        <IconArrowDown size={16} aria-hidden />
      </ActionIcon>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t("more", { number })}>
            <IconDotsVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconCopy size={14} aria-hidden />} onClick={() => edits.duplicate(index)}>
            {t("duplicate")}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={14} aria-hidden />} onClick={() => onRemove(index)}>
            {t("remove")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function CardFields({ index, form, edits, labels, problems }: RuleCardProps) {
  const problemText = useProblemText();
  const sentenceOf = (isError: boolean, field: string) => {
    const found = problems.find((problem) => (problem.severity === "error") === isError && fieldOfProblem(problem) === field);
    return found === undefined ? null : problemText(found);
  };
  return (
    <div className={styles.fields}>
      {form.shown.map((field) => (
        <RuleField
          key={field}
          index={index}
          field={field}
          form={form.fields[field]}
          edits={edits}
          labels={labels}
          isUnused={form.unused.includes(field)}
          isReadOnly={false}
          error={sentenceOf(true, field)}
          warning={sentenceOf(false, field)}
        />
      ))}
    </div>
  );
}

/** Problems of the rule as a whole, of its action, and keys that no field shows. */
function CardProblems({ form, problems }: RuleCardProps) {
  const t = useTranslations("ruleEditor.form");
  const rest = problems.filter((problem) => {
    const field = fieldOfProblem(problem);
    return field === null || !form.shown.includes(field);
  });
  return (
    <>
      {rest.length > 0 && <ProblemList problems={rest} />}
      {form.unknown.length > 0 && (
        <Alert variant="light" color="yellow" p="xs">
          {t("unknownKeys", { keys: form.unknown.join(", ") })}
        </Alert>
      )}
    </>
  );
}
