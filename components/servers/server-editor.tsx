"use client";

import { SimpleGrid, Stack, Tabs } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Form } from "@/components/ui/form";
import { useToast } from "@/components/ui/use-toast";
import { useEditServer } from "@/lib/queries/servers";
import { type Server, type ServerEdit, serverEditSchema } from "@/lib/servers/schema";
import { BaseConfigFields } from "./base-config-fields";
import { ConfigPreview } from "./config-preview";
import { DeleteServer } from "./delete-server";
import { PreviewProvider } from "./preview-provider";
import { ReadBaseConfig } from "./read-base-config";
import { SaveBar } from "./save-bar";
import { type ServerDraft, toDraft, toServerEdit } from "./server-draft";
import { SettingsFields } from "./settings-fields";

type ServerEditorProps = { server: Server; onUnsavedChange: (hasUnsaved: boolean) => void };

/** The form of a stored server. Settings and base config are two tabs of one draft, saved together. */
export function ServerEditor({ server, onUnsavedChange }: ServerEditorProps) {
  const t = useTranslations("servers.save");
  const toast = useToast();
  const { mutate, isPending, error } = useEditServer(server.id);
  // Unsaved changes stay based on what they were made on: somebody else's save in between is a conflict, not overwritten.
  const [pinned, setPinned] = useState<Server | null>(null);
  const base = pinned ?? server;
  const save = (edit: ServerEdit) =>
    mutate(edit, {
      onSuccess: () => {
        setPinned(null);
        toast.done(t("done"));
      },
    });
  const noteDirty = (isDirty: boolean) => {
    setPinned((before) => (isDirty ? (before ?? server) : null));
    onUnsavedChange(isDirty);
  };
  return (
    <>
      <Form
        initialValues={toDraft(server)}
        schema={serverEditSchema}
        toInput={(draft: ServerDraft) => toServerEdit(draft, base.version)}
        onSubmit={save}
        isPending={isPending}
        error={error}
      >
        <PreviewProvider serverId={server.id}>
          <Tabs.Panel value="settings">
            <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
              <SettingsFields server={base} />
              <ConfigPreview />
            </SimpleGrid>
          </Tabs.Panel>
          <Tabs.Panel value="base-config">
            <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
              <BaseConfigFields action={<ReadBaseConfig />} />
              <ConfigPreview />
            </SimpleGrid>
          </Tabs.Panel>
        </PreviewProvider>
        <SaveBar base={base} onDirtyChange={noteDirty} />
      </Form>
      <Tabs.Panel value="settings">
        <Stack mt="lg">
          <DeleteServer server={server} />
        </Stack>
      </Tabs.Panel>
    </>
  );
}
