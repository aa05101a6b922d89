"use client";

import { Button, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { toProblem } from "@/components/deployments/step-rows";
import { YamlDiff } from "@/components/editor/yaml-editor";
import { FailureAlert } from "@/components/ui/failure-alert";
import { ProblemList } from "@/components/ui/problem-list";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { useToast } from "@/components/ui/use-toast";
import type { Adoption } from "@/lib/deployments/drift/schema";
import { adoptionQuery, useAdoptDrift } from "@/lib/queries/drift";
import { readFailure } from "@/lib/queries/read-failure";

type AdoptionDialogProps = { serverId: string; isOpen: boolean; onClose: () => void };

/** Shows what adopting the file on disk would make of the base config, before it does. */
export function AdoptionDialog({ serverId, isOpen, onClose }: AdoptionDialogProps) {
  const t = useTranslations("drift.adopt");
  return (
    <Modal opened={isOpen} onClose={onClose} title={t("title")} size="xl" centered>
      {isOpen && <Preview serverId={serverId} onClose={onClose} />}
    </Modal>
  );
}

function Preview({ serverId, onClose }: Omit<AdoptionDialogProps, "isOpen">) {
  const query = useQuery(adoptionQuery(serverId));
  return (
    <QueryBoundary query={query}>
      {(adoption) => <PreviewBody serverId={serverId} adoption={adoption} onClose={onClose} />}
    </QueryBoundary>
  );
}

function PreviewBody({ serverId, adoption, onClose }: Omit<AdoptionDialogProps, "isOpen"> & { adoption: Adoption }) {
  const t = useTranslations("drift.adopt");
  const common = useTranslations("common");
  const toast = useToast();
  const { mutate, isPending, error } = useAdoptDrift(serverId);
  const { before, after, digest, summary, problems } = adoption;
  const isBlocked = problems.some(({ severity }) => severity === "error");
  const adopt = () =>
    mutate(digest, {
      onSuccess: () => {
        toast.done(t("done"));
        onClose();
      },
    });
  return (
    <Stack gap="sm">
      <Text size="sm">{t("text")}</Text>
      {problems.length > 0 && <ProblemList problems={problems.map(toProblem)} />}
      <Title order={3} size="h6">
        {t("summary")}
      </Title>
      {summary.length === 0 ? <Text size="sm">{t("nothing")}</Text> : <ProblemList problems={summary.map(toProblem)} />}
      <YamlDiff before={before} after={after} ariaLabel={t("diffLabel")} sideBySide={false} height="min(45vh, 480px)" />
      {error !== null && <FailureAlert failure={readFailure(error)} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {common("cancel")}
        </Button>
        <Button onClick={adopt} loading={isPending} disabled={isBlocked}>
          {t("confirm")}
        </Button>
      </Group>
    </Stack>
  );
}
