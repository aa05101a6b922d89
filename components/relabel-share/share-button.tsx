"use client";

import { Button, Modal } from "@mantine/core";
import { IconLink } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { LabDraft } from "@/lib/relabel-lab/lab-draft";
import { ShareLink } from "./share-link";

type ShareButtonProps = {
  readonly draft: LabDraft;
  /** Targets that were loaded from elsewhere are in use; the link cannot hold them. */
  readonly hasLoadedTargets?: boolean;
};

/** Makes a link of what is in the lab, and copies it. */
export function ShareButton({ draft, hasLoadedTargets = false }: ShareButtonProps) {
  const t = useTranslations("share");
  const [shared, setShared] = useState<LabDraft | null>(null);
  return (
    <>
      <Button variant="default" leftSection={<IconLink size={16} aria-hidden />} onClick={() => setShared(draft)}>
        {t("share")}
      </Button>
      <Modal opened={shared !== null} onClose={() => setShared(null)} title={t("title")} size="lg">
        {shared !== null && <ShareLink draft={shared} hasLoadedTargets={hasLoadedTargets} />}
      </Modal>
    </>
  );
}
