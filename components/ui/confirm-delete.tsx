"use client";

import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { readFailure } from "@/lib/queries/read-failure";
import { FailureAlert } from "./failure-alert";

type ConfirmDeleteProps = {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** What must be typed: the name of the thing. */
  name: string;
  /** What will be gone or changed, computed and not generic. */
  consequences: ReactNode;
  confirmLabel: string;
  onConfirm: () => void;
  isPending: boolean;
  error: unknown;
};

/** Asks for the name before something is destroyed. */
export function ConfirmDelete({ isOpen, onClose, title, ...rest }: ConfirmDeleteProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} centered>
      {isOpen && <ConfirmDeleteBody onClose={onClose} {...rest} />}
    </Modal>
  );
}

function ConfirmDeleteBody(props: Omit<ConfirmDeleteProps, "isOpen" | "title">) {
  const { onClose, name, consequences, confirmLabel, onConfirm, isPending, error } = props;
  const t = useTranslations("common");
  const [typed, setTyped] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (typed === name) onConfirm();
      }}
    >
      <Stack>
        <Text component="div" size="sm">
          {consequences}
        </Text>
        {error !== null && error !== undefined && <FailureAlert failure={readFailure(error)} />}
        <TextInput
          label={t("typeName", { name })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" color="red" disabled={typed !== name} loading={isPending}>
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
