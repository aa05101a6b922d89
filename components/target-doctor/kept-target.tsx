"use client";

import { Button, Group, Stack, Text } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { LabelChangeTable } from "@/components/labels/label-change-table";
import { CopyBlock } from "@/components/ui/copy-block";
import { FailureAlert } from "@/components/ui/failure-alert";
import { readFailure } from "@/lib/queries/read-failure";
import { useTryTarget } from "@/lib/queries/target-doctor";
import { toLabelRows } from "@/lib/relabel/label-rows";
import type { KeptDoctorTarget } from "@/lib/target-doctor/diagnose-jobs";
import type { ObjectFacts } from "@/lib/target-doctor/schema";
import { TrialView } from "./trial-view";

type KeptTargetProps = { clusterId: string; facts: ObjectFacts; jobName: string; target: KeptDoctorTarget };

/** Where a target is scraped and under which labels, with a button that does it once. */
export function KeptTargetView({ clusterId, facts, jobName, target }: KeptTargetProps) {
  const t = useTranslations("targetDoctor.kept");
  const { mutate, data, error, isPending } = useTryTarget(clusterId);
  const [hasLabels, setHasLabels] = useState(false);
  const { scrapeUrl, publicLabels } = target;
  const object = { kind: facts.kind, namespace: facts.namespace, name: facts.name };
  return (
    <Stack gap="xs">
      <CopyBlock text={scrapeUrl} />
      <Group gap="sm">
        <Button
          size="xs"
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          loading={isPending}
          onClick={() => mutate({ object, jobName, scrapeUrl })}
        >
          {t("tryNow")}
        </Button>
        <Button size="xs" variant="default" aria-expanded={hasLabels} onClick={() => setHasLabels(!hasLabels)}>
          {t("labels", { count: Object.keys(publicLabels).length })}
        </Button>
      </Group>
      {hasLabels && <LabelChangeTable caption={t("labelsOf", { job: jobName })} rows={toLabelRows(publicLabels, publicLabels)} />}
      {isPending && (
        <Text size="sm" role="status">
          {t("trying")}
        </Text>
      )}
      {error !== null && <FailureAlert failure={readFailure(error)} />}
      {data !== undefined && !isPending && <TrialView report={data} scrapeUrl={scrapeUrl} jobName={jobName} />}
    </Stack>
  );
}
