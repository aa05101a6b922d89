"use client";

import { Alert, Button, Code, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { useFailureText } from "@/lib/i18n/use-failure-text";
import type { RequestFailure } from "@/lib/queries/read-failure";
import { ProblemList } from "./problem-list";

/** A request that failed: what happened, what to try, and the id under which the log has it. */
export function FailureAlert({ failure, onRetry }: { failure: RequestFailure; onRetry?: () => void }) {
  const t = useTranslations("common");
  const failureText = useFailureText();
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={failureText(failure.code)} role="alert">
      {failure.problems.length > 0 && <ProblemList problems={failure.problems} />}
      <Group justify="space-between" mt={failure.requestId === null && onRetry === undefined ? 0 : "xs"}>
        {failure.requestId !== null && (
          <Text size="sm">
            {t("requestId")} <Code>{failure.requestId}</Code>
          </Text>
        )}
        {onRetry !== undefined && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t("retry")}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
