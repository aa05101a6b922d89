"use client";

import { Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ConfirmDelete } from "@/components/ui/confirm-delete";
import { useToast } from "@/components/ui/use-toast";
import { useDeleteServer } from "@/lib/queries/servers";
import type { Server } from "@/lib/servers/schema";

/** Deletes a server from Promfleet after its name was typed; Prometheus is left as it is. */
export function DeleteServer({ server: { id, name } }: { server: Server }) {
  const t = useTranslations("servers.delete");
  const router = useRouter();
  const toast = useToast();
  const [isOpen, setIsOpen] = useState(false);
  const { mutate, isPending, error } = useDeleteServer(id);
  const remove = () =>
    mutate(undefined, {
      onSuccess: () => {
        toast.done(t("done", { name }));
        router.push("/servers");
      },
    });
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="delete-title">
      <Group justify="space-between" gap="sm">
        <div>
          <Title order={2} size="h5" id="delete-title">
            {t("heading")}
          </Title>
          <Text size="sm" c="dimmed">
            {t("hint")}
          </Text>
        </div>
        <Button color="red" variant="outline" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setIsOpen(true)}>
          {t("action")}
        </Button>
      </Group>
      <ConfirmDelete
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={t("title", { name })}
        name={name}
        consequences={
          <Stack gap="xs">
            <span>{t("text")}</span>
            <span>{t("keeps")}</span>
          </Stack>
        }
        confirmLabel={t("action")}
        onConfirm={remove}
        isPending={isPending}
        error={error}
      />
    </Paper>
  );
}
