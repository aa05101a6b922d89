"use client";

import { Fieldset, SimpleGrid, TextInput } from "@mantine/core";
import { memo } from "react";
import { useTranslations } from "use-intl";
import type { LabJob } from "@/lib/relabel-lab/lab-draft";

const FIELDS = ["job_name", "scheme", "metrics_path", "scrape_interval", "scrape_timeout", "params"] as const;

/** What the job says: it becomes labels before the first rule. The names are Prometheus's own. */
export const JobSettings = memo(function JobSettings({ job, onChange }: { job: LabJob; onChange: (job: LabJob) => void }) {
  const t = useTranslations("relabel");
  return (
    <Fieldset legend={t("job")} p="sm" pt={4}>
      <SimpleGrid cols={{ base: 2, sm: 3 }} spacing="sm" verticalSpacing="xs">
        {FIELDS.map((field) => (
          <TextInput
            key={field}
            size="xs"
            label={field}
            placeholder={field === "params" ? "module=http_2xx" : ""}
            value={job[field]}
            spellCheck={false}
            autoComplete="off"
            styles={{ label: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            onChange={(event) => onChange({ ...job, [field]: event.currentTarget.value })}
          />
        ))}
      </SimpleGrid>
    </Fieldset>
  );
});
