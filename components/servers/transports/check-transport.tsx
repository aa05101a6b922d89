"use client";

import { Alert, Button, Group, Stack } from "@mantine/core";
import { IconPlugConnected } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { FailureAlert } from "@/components/ui/failure-alert";
import { ProblemList } from "@/components/ui/problem-list";
import { readFailure } from "@/lib/queries/read-failure";
import { useCheckTransport } from "@/lib/queries/transports";

/** Tries the saved way of delivery without writing anything, and says what is missing. */
export function CheckTransport({ serverId }: { serverId: string }) {
  const t = useTranslations("kubernetesDelivery");
  const { mutate, data, error, isPending } = useCheckTransport(serverId);
  return (
    <Stack gap="xs">
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlugConnected size={16} aria-hidden />}
          loading={isPending}
          onClick={() => mutate()}
        >
          {t("check")}
        </Button>
      </Group>
      <div aria-live="polite">
        {error !== null && <FailureAlert failure={readFailure(error)} onRetry={() => mutate()} />}
        {data !== undefined && data.problems.length === 0 && <Alert color="green" title={t("checked")} />}
        {data !== undefined && data.problems.length > 0 && <ProblemList problems={data.problems} />}
      </div>
    </Stack>
  );
}
