"use client";

import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { useDraft } from "@/components/servers/use-draft";
import { CopyBlock } from "@/components/ui/copy-block";
import { FailureAlert } from "@/components/ui/failure-alert";
import { useFieldProps } from "@/components/ui/field";
import { useReadHostKey } from "@/lib/queries/host-key";
import { readFailure } from "@/lib/queries/read-failure";
import type { HostKey } from "@/lib/ssh/schema";

const FINGERPRINTS_COMMAND = 'for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -l -f "$f"; done';

/** Reads the key of a host, shows it, and pins it only when somebody confirms it. */
export function HostKeyField({ host, port, pinned }: { host: string; port: number; pinned: HostKey | null }) {
  const t = useTranslations("remoteDelivery.hostKey");
  const { form } = useDraft();
  const { control } = useFieldProps({ name: "transport.hostKey.fingerprint", label: t("label") });
  const { mutate, data, error, isPending, reset } = useReadHostKey();
  const known = pinned === null || pinned.fingerprint === "" ? null : pinned;
  const isSame = known !== null && data?.fingerprint === known.fingerprint;
  const confirm = () => {
    form.setFieldValue("transport.hostKey", data as never);
    reset();
  };
  return (
    <Stack gap={6} role="group" aria-label={t("label")}>
      <Text size="sm" fw={500}>
        {t("label")}
      </Text>
      <Text size="xs" c="dimmed">
        {t("hint")}
      </Text>
      {known === null ? <Text size="sm">{t("none")}</Text> : <Fingerprint hostKey={known} />}
      {control.error !== null && (
        <Text size="xs" c="var(--mantine-color-error)">
          {control.error}
        </Text>
      )}
      <Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconFingerprint size={16} aria-hidden />}
          loading={isPending}
          disabled={host.trim() === ""}
          onClick={() => mutate({ host: host.trim(), port })}
        >
          {t("read")}
        </Button>
      </Group>
      <div aria-live="polite">
        {error !== null && <FailureAlert failure={readFailure(error)} />}
        {data !== undefined && isSame && <Text size="sm">{t("same")}</Text>}
        {data !== undefined && !isSame && (
          <Alert color={known === null ? "blue" : "red"} title={t(known === null ? "found" : "changed")}>
            <Stack gap="xs" align="flex-start">
              <Fingerprint hostKey={data} />
              <Text size="sm">{t("compare")}</Text>
              <CopyBlock text={FINGERPRINTS_COMMAND} />
              <Button size="xs" color={known === null ? "blue" : "red"} onClick={confirm}>
                {t("confirm")}
              </Button>
            </Stack>
          </Alert>
        )}
      </div>
    </Stack>
  );
}

function Fingerprint({ hostKey: { type, fingerprint } }: { hostKey: HostKey }) {
  return (
    <Code style={{ overflowWrap: "anywhere" }}>
      {type} {fingerprint}
    </Code>
  );
}
