"use client";

import { Button, Stack } from "@mantine/core";
import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import type { JobChoice } from "@/lib/job-templates/schema";
import { AccessBuilder } from "./access-panel";

/** For those who have no token yet: opens the account that the ticked jobs need, beside the form. */
export function AccessSection({ name, jobs }: { name: string; jobs: readonly JobChoice[] }) {
  const t = useTranslations("clusterAccess");
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <Stack gap="md">
      <div>
        <Button variant="default" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
          {isOpen ? t("hide") : t("show")}
        </Button>
      </div>
      <div id={id}>{isOpen && <AccessBuilder name={name} jobs={jobs} />}</div>
    </Stack>
  );
}
