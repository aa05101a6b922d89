"use client";

import { ActionIcon, Button, Group, Paper, SegmentedControl, Stack, Text, TextInput, Tooltip } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { type StateLook, StateWord } from "@/components/ui/state-word";
import type { TestView } from "@/lib/rule-tests/suite-view";
import { TestFailure } from "./test-failure";
import styles from "./test-list.module.css";

/** Nobody reads on; the file itself is beside the list. */
const SHOWN_MAX = 200;

const LOOKS: Record<TestView["status"], StateLook> = {
  passed: { tone: "good", Icon: IconCircleCheck },
  failed: { tone: "bad", Icon: IconCircleX },
  broken: { tone: "warn", Icon: IconAlertTriangle },
};

type TestListProps = {
  tests: readonly TestView[];
  onRename: (index: number, name: string) => void;
  onRemove: (index: number) => void;
};

/** Every test with its verdict; those that did not pass say why. */
export function TestList({ tests, onRename, onRemove }: TestListProps) {
  const t = useTranslations("ruleTests");
  const [isOnlyBad, setOnlyBad] = useState(false);
  const numbered = tests.map((test, index) => ({ test, index }));
  const chosen = isOnlyBad ? numbered.filter(({ test }) => test.status !== "passed") : numbered;
  return (
    <Stack gap="xs">
      {tests.length > 3 && (
        <SegmentedControl
          size="xs"
          aria-label={t("filter.label")}
          value={isOnlyBad ? "bad" : "all"}
          onChange={(value) => setOnlyBad(value === "bad")}
          data={[
            { value: "all", label: t("filter.all") },
            { value: "bad", label: t("filter.bad") },
          ]}
          style={{ alignSelf: "flex-start" }}
        />
      )}
      <Stack component="ol" gap="xs" className={styles.list}>
        {chosen.slice(0, SHOWN_MAX).map(({ test, index }) => (
          <TestItem
            // Names may repeat: a test is known by its place in the file.
            key={index}
            test={test}
            onRename={(name) => onRename(index, name)}
            onRemove={() => onRemove(index)}
          />
        ))}
      </Stack>
      {chosen.length > SHOWN_MAX && <Text size="sm">{t("more", { count: chosen.length - SHOWN_MAX })}</Text>}
      {isOnlyBad && chosen.length === 0 && <Text size="sm">{t("filter.none")}</Text>}
    </Stack>
  );
}

type TestItemProps = { test: TestView; onRename: (name: string) => void; onRemove: () => void };

function TestItem({ test, onRename, onRemove }: TestItemProps) {
  const t = useTranslations("ruleTests");
  const [isRenaming, setRenaming] = useState(false);
  const bad = test.runs.filter((run) => run.status !== "passed");
  const hasChance = test.runs.some((run) => run.isUndefined && run.status === "passed");
  return (
    <Paper component="li" withBorder p="sm">
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <StateWord {...LOOKS[test.status]} word={t(`status.${test.status}`)} />
        <div className={styles.name}>
          {isRenaming ? (
            <RenameForm
              name={test.name}
              onDone={(name) => {
                setRenaming(false);
                if (name !== null && name !== test.name) onRename(name);
              }}
            />
          ) : (
            <Text fw={550} className={styles.text}>
              {test.name}
            </Text>
          )}
          <Text size="xs" c="dimmed">
            {t("facts", {
              expected: t(`expected.${test.expected}`),
              versions: test.versions.join(", "),
              line: test.line,
            })}
          </Text>
        </div>
        <ItemButton
          label={t("rename", { name: test.name })}
          onClick={() => setRenaming(true)}
          icon={<IconPencil size={16} aria-hidden />}
        />
        <ItemButton label={t("remove", { name: test.name })} onClick={onRemove} icon={<IconTrash size={16} aria-hidden />} />
      </Group>
      {hasChance && (
        <Text size="sm" mt="xs">
          {t("chance")}
        </Text>
      )}
      {bad.map((run) => (
        <TestFailure key={run.versions.join(" ")} run={run} />
      ))}
    </Paper>
  );
}

function ItemButton({ label, icon, onClick }: { label: string; icon: React.ReactNode; onClick: () => void }) {
  return (
    <Tooltip label={label} withinPortal>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

/** `onDone` with null leaves the name as it is. */
function RenameForm({ name, onDone }: { name: string; onDone: (name: string | null) => void }) {
  const t = useTranslations("ruleTests");
  const common = useTranslations("common");
  const [text, setText] = useState(name);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") onDone(text.trim());
      }}
    >
      <Group gap={6} wrap="nowrap">
        <TextInput
          size="xs"
          className={styles.name}
          aria-label={t("newName")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Escape" && onDone(null)}
          // Focus follows the button that opened the form.
          ref={(input) => {
            if (input !== null && document.activeElement?.tagName === "BUTTON") input.focus();
          }}
        />
        <Button size="xs" type="submit" disabled={text.trim() === ""}>
          {t("takeName")}
        </Button>
        <Button size="xs" variant="default" onClick={() => onDone(null)}>
          {common("cancel")}
        </Button>
      </Group>
    </form>
  );
}
