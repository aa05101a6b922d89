"use client";

import { Button, Code, Stack, Text, Title } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "use-intl";

export function NotFoundNotice() {
  const t = useTranslations("shell.notFound");
  return (
    <Stack align="flex-start">
      <Title order={1} size="h3">
        {t("title")}
      </Title>
      <Text c="dimmed">{t("text")}</Text>
      <Button component={Link} href="/" variant="default">
        {t("home")}
      </Button>
    </Stack>
  );
}

/** A page that crashed; `id` finds the cause in the server's log. */
export function CrashNotice({ id, onRetry }: { id: string | undefined; onRetry: () => void }) {
  const t = useTranslations("shell.crash");
  return (
    <Stack align="flex-start" p="lg" role="alert">
      <Title order={1} size="h3">
        {t("title")}
      </Title>
      <Text c="dimmed">{t("text")}</Text>
      {id !== undefined && <Code>{id}</Code>}
      <Button onClick={onRetry}>{t("retry")}</Button>
    </Stack>
  );
}
