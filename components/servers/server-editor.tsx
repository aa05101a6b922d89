"use client";

import { SimpleGrid, Stack, Tabs } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Form } from "@/components/ui/form";
import { useToast } from "@/components/ui/use-toast";
import { useEditServer, useRefreshServer } from "@/lib/queries/servers";
import { type Server, type ServerEdit, serverEditSchema } from "@/lib/servers/schema";
import { BaseConfigFields } from "./base-config-fields";
import { ConfigPreview } from "./config-preview";
import { DeleteServer } from "./delete-server";
import { MergeView } from "./merge-view";
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
  const { mutate, isPending, error, reset } = useEditServer(server.id);
  const refresh = useRefreshServer(server.id);
  // Unsaved changes stay based on what they were made on: somebody else's save in between is a conflict, not overwritten.
  const [pinned, setPinned] = useState<Server | null>(null);
  const base = pinned ?? server;
  // A draft that was merged with somebody else's save: it outlives the change of its base.
  const [merged, setMerged] = useState<ServerDraft | null>(null);
  const save = (edit: ServerEdit) =>
    mutate(edit, {
      onSuccess: () => {
        setPinned(null);
        setMerged(null);
        toast.done(t("done"));
      },
      // What somebody else has saved is shown beside what was typed here.
      onError: () => void refresh(),
    });
  const noteDirty = (isDirty: boolean) => {
    setPinned((before) => (isDirty ? (before ?? server) : null));
    onUnsavedChange(isDirty);
  };
  const goOn = (draft: ServerDraft) => {
    setMerged(draft);
    setPinned(server);
    reset();
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
        {pinned !== null && server.version > pinned.version && error !== null && (
          <MergeView base={pinned} newer={server} onMerged={goOn} />
        )}
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
        <SaveBar base={base} merged={merged} onDirtyChange={noteDirty} />
      </Form>
      <Tabs.Panel value="settings">
        <Stack mt="lg">
          <DeleteServer server={server} />
        </Stack>
      </Tabs.Panel>
    </>
  );
}
