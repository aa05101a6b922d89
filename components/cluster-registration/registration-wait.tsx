"use client";

import { Alert, Anchor, Button, Code, Group, Loader, Stack, Text, Title } from "@mantine/core";
import { IconCheck, IconClockOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { CopyBlock } from "@/components/ui/copy-block";
import { FailureAlert } from "@/components/ui/failure-alert";
import { RelativeTime } from "@/components/ui/relative-time";
import type { IssuedRegistration, Registration } from "@/lib/clusters/registration-schema";
import { readFailure } from "@/lib/queries/read-failure";
import { registrationQuery } from "@/lib/queries/registrations";

type RegistrationWaitProps = { issued: IssuedRegistration; onAgain: () => void };

/** The command, and below it whether the cluster's side has answered. Turns green by itself. */
export function RegistrationWait({ issued, onAgain }: RegistrationWaitProps) {
  const t = useTranslations("clusterRegistration");
  const [isShown, setShown] = useState(false);
  const { data, error, refetch } = useQuery(registrationQuery(issued.id));
  const isWaiting = data === undefined || data.state === "waiting";
  return (
    <Stack>
      {isWaiting && (
        <>
          <Title order={2} size="h4">
            {t("run")}
          </Title>
          <Text size="sm">{t("runHint")}</Text>
          <CopyBlock text={issued.command} />
          <Group gap="xs">
            <Button variant="subtle" size="xs" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
              {isShown ? t("hideScript") : t("showScript")}
            </Button>
            <Text size="sm" c="dimmed">
              {t.rich("expires", { when: () => <RelativeTime at={issued.expiresAt} /> })}
            </Text>
          </Group>
          {isShown && (
            <Code block tabIndex={0} mah={360} style={{ overflow: "auto" }}>
              {issued.script}
            </Code>
          )}
        </>
      )}
      {error !== null && <FailureAlert failure={readFailure(error)} onRetry={() => void refetch()} />}
      <div role="status">
        <Outcome registration={data ?? null} />
      </div>
      {data?.state !== "done" && (
        <Group>
          <Button variant="default" onClick={onAgain}>
            {t("again")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function Outcome({ registration }: { registration: Registration | null }) {
  const t = useTranslations("clusterRegistration");
  switch (registration?.state) {
    case "done":
      return (
        <Alert color="green" icon={<IconCheck aria-hidden />} title={t("done")}>
          <Anchor component={Link} href={{ pathname: `/clusters/${registration.clusterId}`, query: { tab: "checkup" } }}>
            {t("toCheckup")}
          </Anchor>
        </Alert>
      );
    case "expired":
      return (
        <Alert color="orange" icon={<IconClockOff aria-hidden />} title={t("expired")}>
          {t("expiredHint")}
        </Alert>
      );
    default:
      return (
        <Group gap="xs">
          <Loader size="xs" aria-hidden />
          <Text>{t("waiting")}</Text>
        </Group>
      );
  }
}
