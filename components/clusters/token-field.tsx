"use client";

import { Alert, Button, Group, Paper, Stack, Text } from "@mantine/core";
import { IconKey, IconLock } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Field } from "@/components/ui/field";
import { useField, useFormState } from "@/components/ui/form-state";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Cluster } from "@/lib/clusters/schema";
import { type ClusterDraft, needsTokenAgain } from "./cluster-draft";

/** Write-only: shows that a token is stored and since when, never the token. */
export function TokenField({ saved }: { saved: Cluster | null }) {
  const t = useTranslations("clusters.token");
  const { value } = useField<string>("token");
  const { form } = useFormState();
  const [isReplacing, setReplacing] = useState(false);
  const mustReplace = saved !== null && needsTokenAgain(form.values as ClusterDraft, saved);

  if (saved === null) return <Field name="token" type="password" label={t("label")} hint={t("hint")} isRequired />;
  if (isReplacing || mustReplace || value !== "") {
    return (
      <Stack gap="xs">
        {mustReplace && (
          <Alert color="blue" icon={<IconLock aria-hidden />} title={t("againTitle")}>
            {t("again")}
          </Alert>
        )}
        <Field name="token" type="password" label={t("newLabel")} hint={t("hint")} isRequired={mustReplace} />
      </Stack>
    );
  }
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between">
        <Group gap="xs" wrap="nowrap">
          <IconKey size={18} aria-hidden />
          <div>
            <Text size="sm" fw={500}>
              {t("stored", { version: saved.credential.version })}
            </Text>
            <Text size="xs" c="dimmed">
              {t.rich("since", { time: () => <RelativeTime at={saved.credential.storedAt} /> })}{" "}
              {saved.credential.expiresAt === null
                ? t("noExpiry")
                : t.rich("expires", { time: () => <RelativeTime at={saved.credential.expiresAt ?? ""} /> })}
            </Text>
          </div>
        </Group>
        <Button size="xs" variant="default" onClick={() => setReplacing(true)}>
          {t("replace")}
        </Button>
      </Group>
    </Paper>
  );
}
