"use client";

import { List, Stack, Text, TextInput } from "@mantine/core";
import { useId } from "react";
import { useTranslations } from "use-intl";

type TypedNumberProps = {
  title: string;
  text: string;
  /** The number to type. */
  count: number;
  typed: string;
  onType: (typed: string) => void;
  /** The first of what goes away. */
  names?: readonly string[];
};

/** Something that goes away: a tick is given too easily, so its number is typed. */
export function TypedNumber({ title, text, count, typed, onType, names = [] }: TypedNumberProps) {
  const t = useTranslations("guards.typed");
  const titleId = useId();
  const isWrong = typed.trim() !== "" && typed.trim() !== String(count);
  return (
    <Stack gap={6}>
      <Text fw={600} size="sm" id={titleId}>
        {title}
      </Text>
      <Text size="sm" c="dimmed">
        {text}
      </Text>
      {names.length > 0 && (
        <List size="sm" withPadding>
          {names.map((name) => (
            <List.Item key={name}>{name}</List.Item>
          ))}
        </List>
      )}
      <TextInput
        label={t("label", { count })}
        aria-describedby={titleId}
        value={typed}
        onChange={(event) => onType(event.currentTarget.value)}
        error={isWrong ? t("wrong") : null}
        inputMode="numeric"
        autoComplete="off"
        maw={280}
      />
    </Stack>
  );
}
