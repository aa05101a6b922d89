"use client";

import { Button, Group, Stack, Text } from "@mantine/core";
import { IconPlugConnected } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { CheckupFailure } from "@/components/checkup/checkup-failure";
import { CheckupReport } from "@/components/checkup/checkup-report";
import { accountOfToken } from "@/components/checkup/missing-rights";
import { useCheckup } from "@/components/checkup/use-checkup";
import { useField, useFormState } from "@/components/ui/form-state";
import { type CheckupInput, checkupInputSchema } from "@/lib/clusters/checkup-schema";
import { type Cluster, clusterNameSchema } from "@/lib/clusters/schema";
import { readInput } from "@/lib/read-input";
import { type ClusterDraft, toClusterInput } from "./cluster-draft";

/** Tries what is typed, saved or not, with the jobs that are ticked, and says what mends what fails. */
export function ConnectionPanel({ saved }: { saved: Cluster | null }) {
  const t = useTranslations("checkup");
  const { form } = useFormState();
  const draft = form.values as ClusterDraft;
  const caPem = useField<string>("tls.caPem");
  const kind = useField<ClusterDraft["tls"]["kind"]>("tls.kind");
  const { start, progress, isRunning, error } = useCheckup();
  const [asked, setAsked] = useState<CheckupInput | null>(null);
  const input = readInput(checkupInputSchema, toCheckup(draft, saved));
  // An answer about other values than those on the page would mislead.
  const isCurrent = input.ok && JSON.stringify(input.value) === JSON.stringify(asked);
  const run = (next: CheckupInput) => {
    setAsked(next);
    start(next);
  };
  const pin = (pem: string) => {
    kind.setValue("ca");
    caPem.setValue(pem);
  };
  return (
    <Stack gap="sm">
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlugConnected size={16} aria-hidden />}
          loading={isRunning}
          disabled={!input.ok}
          onClick={() => input.ok && run(input.value)}
        >
          {t("run")}
        </Button>
        {!input.ok && (
          <Text size="xs" c="dimmed">
            {t("incomplete")}
          </Text>
        )}
      </Group>
      {isCurrent && error !== null && <CheckupFailure error={error} />}
      {isCurrent && error === null && (
        <CheckupReport
          progress={progress}
          isRunning={isRunning}
          subject={{
            jobs: input.value,
            account: draft.token === "" && saved !== null ? saved.credential.account : accountOfToken(draft.token),
          }}
          onPin={pin}
        />
      )}
    </Stack>
  );
}

function toCheckup(draft: ClusterDraft, saved: Cluster | null) {
  const { name, apiServer, tls, tlsServerName, token, jobs } = toClusterInput(draft);
  const isStored = token === "" && saved !== null;
  return {
    // The name only makes the names of jobs: one that is not there yet holds nothing up.
    ...(clusterNameSchema.safeParse(name).success ? { name } : {}),
    ...{ apiServer, tls, tlsServerName, jobs },
    ...(isStored ? {} : { token }),
    ...(saved === null ? {} : { clusterId: saved.id }),
  };
}
