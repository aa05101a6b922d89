"use client";

import { Group, SimpleGrid, Stack } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { SubmitButton } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { PageHeader } from "@/components/ui/page-header";
import { useToast } from "@/components/ui/use-toast";
import { useUnsavedGuard } from "@/components/ui/use-unsaved-guard";
import { useRegisterServer } from "@/lib/queries/servers";
import { type ServerInput, serverInputSchema } from "@/lib/servers/schema";
import { BaseConfigFields } from "./base-config-fields";
import { ConfigPreview } from "./config-preview";
import { PreviewProvider } from "./preview-provider";
import { EMPTY_DRAFT, type ServerDraft, toServerInput } from "./server-draft";
import { SettingsFields } from "./settings-fields";

/** Registers a server; then its plan is what people want to see. */
export function NewServerPage() {
  const t = useTranslations("servers");
  const router = useRouter();
  const toast = useToast();
  const { mutate, isPending, isSuccess, error } = useRegisterServer();
  const [isDirty, setDirty] = useState(false);
  useUnsavedGuard(isDirty && !isSuccess);
  const register = (input: ServerInput) =>
    mutate(input, {
      onSuccess: ({ id, name }) => {
        toast.done(t("new.done", { name }));
        router.push(`/servers/${id}?tab=plan`);
      },
    });
  return (
    <>
      <PageHeader title={t("new.title")} subtitle={t("new.subtitle")} parent={{ href: "/servers", label: t("title") }} />
      <Form
        initialValues={EMPTY_DRAFT}
        schema={serverInputSchema}
        toInput={(draft: ServerDraft) => toServerInput(draft)}
        onSubmit={register}
        onValuesChange={(_draft, hasChanged) => setDirty(hasChanged)}
        isPending={isPending || isSuccess}
        error={error}
      >
        <PreviewProvider serverId={null}>
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
            <Stack gap="md" align="stretch">
              <SettingsFields server={null} />
              <Group>
                <SubmitButton>{t("register")}</SubmitButton>
              </Group>
            </Stack>
            <Stack gap="md">
              <BaseConfigFields />
              <ConfigPreview />
            </Stack>
          </SimpleGrid>
        </PreviewProvider>
      </Form>
    </>
  );
}
