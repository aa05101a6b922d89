"use client";

import { ActionIcon, Button, Fieldset, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { useField } from "@/components/ui/form-state";
import { useProblemText } from "@/lib/i18n/use-problem-text";
import { type DraftLabel, repeatedNames } from "./cluster-draft";

/** Extra labels of every target of the cluster, one line each. */
export function LabelEditor() {
  const t = useTranslations("clusters.labels");
  const { value: labels, setValue, problems, onBlur } = useField<readonly DraftLabel[]>("labels");
  const problemText = useProblemText();
  const repeated = repeatedNames(labels);

  const change = (id: string, next: Partial<DraftLabel>) =>
    setValue(labels.map((label) => (label.id === id ? { ...label, ...next } : label)));
  const errorOf = ({ name }: DraftLabel) => {
    if (repeated.has(name)) return t("repeated");
    const found = problems.find(({ path }) => path[1] === name);
    return found === undefined ? undefined : problemText(found);
  };

  return (
    <Fieldset legend={t("legend")} onBlur={onBlur}>
      <Stack gap="xs">
        <Text size="xs" c="dimmed">
          {t("hint")}
        </Text>
        {labels.map((label, index) => (
          <Group key={label.id} gap="xs" align="flex-start" wrap="nowrap">
            <TextInput
              flex={1}
              aria-label={t("name", { number: index + 1 })}
              placeholder={t("namePlaceholder")}
              value={label.name}
              error={errorOf(label)}
              spellCheck={false}
              onChange={(event) => change(label.id, { name: event.currentTarget.value })}
            />
            <TextInput
              flex={1}
              aria-label={t("value", { number: index + 1 })}
              placeholder={t("valuePlaceholder")}
              value={label.value}
              spellCheck={false}
              onChange={(event) => change(label.id, { value: event.currentTarget.value })}
            />
            <ActionIcon
              variant="default"
              size={36}
              aria-label={t("remove", { name: label.name })}
              onClick={() => setValue(labels.filter(({ id }) => id !== label.id))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setValue([...labels, { id: nextId(labels), name: "", value: "" }])}
          >
            {t("add")}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

// crypto.randomUUID is missing on plain http, which intranets use.
function nextId(labels: readonly DraftLabel[]): string {
  const numbers = labels.map(({ id }) => (id.startsWith("new-") ? Number(id.slice("new-".length)) : 0));
  return `new-${Math.max(0, ...numbers) + 1}`;
}
