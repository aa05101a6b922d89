"use client";

import { Button, Checkbox, Group, Paper, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { CheckboxField, Field, useFieldProps } from "@/components/ui/field";
import { DAYS, type Day, type DeployWindow } from "@/lib/deployments/guards/schema";

/** How a server is guarded: the settings of its form. */
export function GuardFields() {
  const t = useTranslations("guards.settings");
  const field = useTranslations("servers.field");
  return (
    <Stack gap="sm">
      <CheckboxField name="isProtected" label={t("isProtected")} hint={t("isProtectedHint")} />
      <Field name="lossPercentMax" label={field("lossPercentMax")} hint={field("lossPercentMaxHint")} isRequired />
      <Field name="shrinkPercentMax" label={t("shrinkPercentMax")} hint={t("shrinkPercentMaxHint")} isRequired />
      <WindowsField />
    </Stack>
  );
}

const WORKING_HOURS: DeployWindow = { days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "17:00", timeZone: "UTC" };

function WindowsField() {
  const t = useTranslations("guards.settings");
  const { value, setValue } = useFieldProps({ name: "windows", label: t("windows") });
  const windows = value as readonly DeployWindow[];
  const replace = (index: number, next: DeployWindow) =>
    setValue(windows.map((window, other) => (other === index ? next : window)));
  return (
    <Stack gap="sm" component="fieldset" style={{ border: 0, margin: 0, padding: 0 }}>
      <Text component="legend" size="sm" fw={500} p={0}>
        {t("windows")}
      </Text>
      <Text size="xs" c="dimmed">
        {windows.length === 0 ? t("windowsNone") : t("windowsHint")}
      </Text>
      {windows.map((window, index) => (
        <WindowRow
          // biome-ignore lint/suspicious/noArrayIndexKey: windows have no other identity, and their order does not change
          key={index}
          index={index}
          window={window}
          onChange={(next) => replace(index, next)}
          onRemove={() => setValue(windows.filter((_, other) => other !== index))}
        />
      ))}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => setValue([...windows, { ...WORKING_HOURS, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }])}
        style={{ alignSelf: "flex-start" }}
      >
        {t("addWindow")}
      </Button>
    </Stack>
  );
}

type WindowRowProps = {
  index: number;
  window: DeployWindow;
  onChange: (window: DeployWindow) => void;
  onRemove: () => void;
};

function WindowRow({ index, window, onChange, onRemove }: WindowRowProps) {
  const t = useTranslations("guards.settings");
  const name = `windows.${index}`;
  return (
    <Paper withBorder p="sm" role="group" aria-label={t("windowNumber", { number: index + 1 })}>
      <Stack gap="xs">
        <Checkbox.Group
          label={t("days")}
          value={[...window.days]}
          onChange={(days) => onChange({ ...window, days: DAYS.filter((day) => days.includes(day)) as Day[] })}
        >
          <Group gap="sm" mt={4}>
            {DAYS.map((day) => (
              <Checkbox key={day} value={day} label={t(`day.${day}`)} />
            ))}
          </Group>
        </Checkbox.Group>
        <Group gap="sm" align="flex-start">
          <TimeField name={`${name}.from`} label={t("from")} type="time" />
          <TimeField name={`${name}.to`} label={t("to")} type="time" />
          <TimeField name={`${name}.timeZone`} label={t("timeZone")} type="text" />
        </Group>
        <Button
          variant="subtle"
          color="red"
          size="xs"
          leftSection={<IconTrash size={14} aria-hidden />}
          onClick={onRemove}
          style={{ alignSelf: "flex-start" }}
        >
          {t("removeWindow", { number: index + 1 })}
        </Button>
      </Stack>
    </Paper>
  );
}

function TimeField({ type, ...props }: { name: string; label: string; type: "time" | "text" }) {
  const { value, setValue, control } = useFieldProps(props);
  return (
    <TextInput
      {...control}
      type={type}
      value={String(value ?? "")}
      onChange={(event) => setValue(event.currentTarget.value)}
      spellCheck={false}
    />
  );
}
