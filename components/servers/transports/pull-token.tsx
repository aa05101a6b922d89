"use client";

import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { CopyBlock } from "@/components/ui/copy-block";
import { FailureAlert } from "@/components/ui/failure-alert";
import { pullStatusQuery, useIssuePullToken } from "@/lib/queries/pull";
import { readFailure } from "@/lib/queries/read-failure";

/** Makes the host's token and shows it once, inside the command that installs the script. */
export function PullToken({ serverId }: { serverId: string }) {
  const t = useTranslations("pull");
  const { data: status } = useQuery(pullStatusQuery(serverId));
  const { mutate, data, error, isPending } = useIssuePullToken(serverId);
  const hasToken = status?.hasToken === true;
  return (
    <Stack gap="xs">
      <Text size="sm">{t(hasToken ? "rotateHint" : "issueHint")}</Text>
      <Group>
        <Button
          variant="default"
          leftSection={<IconKey size={16} aria-hidden />}
          loading={isPending || status === undefined}
          onClick={() => mutate()}
        >
          {t(hasToken ? "rotate" : "issue")}
        </Button>
      </Group>
      {error !== null && <FailureAlert failure={readFailure(error)} onRetry={() => mutate()} />}
      <div role="status">
        {data !== undefined && (
          <Alert color="green" title={t("issued")}>
            <Stack gap="xs">
              <Text size="sm">{t("run")}</Text>
              <CopyBlock text={data.command} />
              <Text size="sm">{t("shown")}</Text>
            </Stack>
          </Alert>
        )}
      </div>
    </Stack>
  );
}
