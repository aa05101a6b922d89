"use client";

import { Alert, Button, Group, Text } from "@mantine/core";
import { IconArrowBackUp, IconLink, IconLinkOff } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { useProblemText } from "@/lib/i18n/use-problem-text";
import type { LabDraft } from "@/lib/relabel-lab/lab-draft";
import type { Problem } from "@/lib/result";
import { useSharedDraft } from "./use-shared-draft";

type SharedDraftNoticeProps = {
  /** null until the own draft was read. */
  readonly draft: LabDraft | null;
  readonly onOpen: (draft: LabDraft) => void;
};

/** Opens a shared link and says so; the own draft is one press away. */
export function SharedDraftNotice({ draft, onOpen }: SharedDraftNoticeProps) {
  const { state, goBack, dismiss } = useSharedDraft(draft, onOpen);
  switch (state.kind) {
    case "none":
      return null;
    case "opened":
      return <Opened onBack={goBack} onClose={dismiss} />;
    case "failed":
      return <Failed problem={state.problem} onClose={dismiss} />;
  }
}

function Opened({ onBack, onClose }: { onBack: () => void; onClose: () => void }) {
  const t = useTranslations("share.opened");
  return (
    <Alert color="blue" variant="light" icon={<IconLink aria-hidden />} title={t("title")} role="status">
      <Text size="sm">{t("text")}</Text>
      <Group gap="xs" mt="xs">
        <Button size="xs" variant="default" leftSection={<IconArrowBackUp size={14} aria-hidden />} onClick={onBack}>
          {t("back")}
        </Button>
        <Button size="xs" variant="subtle" onClick={onClose}>
          {t("close")}
        </Button>
      </Group>
    </Alert>
  );
}

function Failed({ problem, onClose }: { problem: Problem; onClose: () => void }) {
  const t = useTranslations("share.failed");
  const problemText = useProblemText();
  return (
    <Alert color="red" variant="light" icon={<IconLinkOff aria-hidden />} title={t("title")} role="alert">
      <Text size="sm">{problemText(problem)}</Text>
      <Text size="sm">{t("text")}</Text>
      <Button mt="xs" size="xs" variant="default" onClick={onClose}>
        {t("close")}
      </Button>
    </Alert>
  );
}
