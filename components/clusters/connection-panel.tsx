"use client";

import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconCircleX, IconPlugConnected } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { FailureAlert } from "@/components/ui/failure-alert";
import { useFormState } from "@/components/ui/form-state";
import { ProblemList } from "@/components/ui/problem-list";
import { type Cluster, type ConnectionCheck, connectionInputSchema } from "@/lib/clusters/schema";
import { useCheckConnection } from "@/lib/queries/clusters";
import { readFailure } from "@/lib/queries/read-failure";
import { readInput } from "@/lib/read-input";
import { type ClusterDraft, toClusterInput } from "./cluster-draft";

/** Tries what is typed, saved or not, and says in words what came of it and what to do. */
export function ConnectionPanel({ saved }: { saved: Cluster | null }) {
  const t = useTranslations("clusters.connection");
  const { form } = useFormState();
  const { mutate, data, variables, isPending, error } = useCheckConnection();
  const input = readInput(connectionInputSchema, toConnection(form.values as ClusterDraft, saved));
  // An answer about other values than those on the page would mislead.
  const isCurrent = input.ok && JSON.stringify(input.value) === JSON.stringify(variables);
  return (
    <Stack gap="xs">
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlugConnected size={16} aria-hidden />}
          loading={isPending}
          disabled={!input.ok}
          onClick={() => input.ok && mutate(input.value)}
        >
          {t("check")}
        </Button>
        {!input.ok && (
          <Text size="xs" c="dimmed">
            {t("incomplete")}
          </Text>
        )}
      </Group>
      <div aria-live="polite">
        {isCurrent && data !== undefined && <Outcome check={data} />}
        {isCurrent && error !== null && <Failed error={error} />}
      </div>
    </Stack>
  );
}

function Failed({ error }: { error: unknown }) {
  const failure = readFailure(error);
  return failure.problems.length > 0 ? <ProblemList problems={failure.problems} /> : <FailureAlert failure={failure} />;
}

function Outcome({ check }: { check: ConnectionCheck }) {
  const t = useTranslations("clusters.connection");
  const isGood = check.outcome === "ok";
  return (
    <Alert
      color={isGood ? "green" : "red"}
      icon={isGood ? <IconCircleCheck aria-hidden /> : <IconCircleX aria-hidden />}
      title={t(`outcome.${check.outcome}.title`, { version: check.kubernetesVersion ?? "" })}
    >
      {t(`outcome.${check.outcome}.advice`)}{" "}
      <Text span size="xs" c="dimmed">
        {t("took", { milliseconds: check.durationMs })}
      </Text>
    </Alert>
  );
}

function toConnection(draft: ClusterDraft, saved: Cluster | null) {
  const { apiServer, tls, tlsServerName, token } = toClusterInput(draft);
  const isStored = token === "" && saved !== null;
  return { apiServer, tls, tlsServerName, ...(isStored ? {} : { token }), ...(saved === null ? {} : { clusterId: saved.id }) };
}
