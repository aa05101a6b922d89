"use client";

import { Alert, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconHandStop, IconInfoCircle } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { ProblemList } from "@/components/ui/problem-list";
import { type Deployment, isFinal } from "@/lib/deployments/schema";
import { toFilesNow } from "./files-now";
import { toProblem } from "./step-rows";

type FinalStatus = "live" | "rejected" | "rolled_back" | "needs_hands";

const LOOK = {
  live: { color: "green", Icon: IconCircleCheck, heading: "remarks" },
  rejected: { color: "red", Icon: IconAlertTriangle, heading: "why" },
  rolled_back: { color: "yellow", Icon: IconAlertTriangle, heading: "why" },
  needs_hands: { color: "red", Icon: IconHandStop, heading: "facts" },
} as const satisfies Record<FinalStatus, unknown>;
const RUNNING = { color: "blue", Icon: IconInfoCircle, heading: "remarks" } as const;

/** What the status means, why it came to that, and which files a restart of Prometheus would read now. */
export function DeploymentOutcome({ deployment }: { deployment: Deployment }) {
  const t = useTranslations("deployments");
  const { status, problems } = deployment;
  const { color, Icon, heading } = isFinal(status) ? LOOK[status as FinalStatus] : RUNNING;
  return (
    <Alert color={color} variant="outline" icon={<Icon aria-hidden />} title={t(`statusText.${status}`)}>
      <Stack gap="sm">
        {problems.length > 0 && (
          <div>
            <Title order={2} size="h6" mb={4}>
              {t(heading)}
            </Title>
            <ProblemList problems={problems.map(toProblem)} />
          </div>
        )}
        <Text size="sm">
          <Text span inherit fw={600}>
            {t("filesNow.title")}
            {": "}
          </Text>
          {t(`filesNow.${toFilesNow(deployment)}`)}
        </Text>
        {!isFinal(status) && <Text size="sm">{t("safeToClose")}</Text>}
      </Stack>
    </Alert>
  );
}
