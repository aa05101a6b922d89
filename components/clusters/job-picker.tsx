"use client";

import { Checkbox, Fieldset, Paper, SimpleGrid, Stack, Text } from "@mantine/core";
import { memo } from "react";
import { useTranslations } from "use-intl";
import { useField } from "@/components/ui/form-state";
import { JOB_TEMPLATE_IDS, type JobChoice, type JobTemplateId } from "@/lib/job-templates/schema";
import type { Problem } from "@/lib/result";
import { JobParameters } from "./job-parameters";

/** Which jobs the cluster gets, one card per template; a chosen card opens to its parameters. */
export function JobPicker() {
  const { value: jobs, setValue, problems } = useField<readonly JobChoice[]>("jobs");
  return <JobCards jobs={jobs} problems={problems} onChange={setValue} />;
}

type JobCardsProps = {
  jobs: readonly JobChoice[];
  problems: readonly Problem[];
  onChange: (jobs: readonly JobChoice[]) => void;
};

// Nine cards of inputs are most of the form: keys typed elsewhere must not draw them again.
const JobCards = memo(
  ({ jobs, problems, onChange }: JobCardsProps) => {
    const t = useTranslations("clusters.jobs");
    const toggle = (template: JobTemplateId, isWanted: boolean) =>
      onChange(isWanted ? [...jobs, { template, parameters: {} }] : jobs.filter((job) => job.template !== template));
    const change = (next: JobChoice) => onChange(jobs.map((job) => (job.template === next.template ? next : job)));
    return (
      <Fieldset legend={t("legend")}>
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="sm">
          {JOB_TEMPLATE_IDS.map((template) => {
            const index = jobs.findIndex((job) => job.template === template);
            return (
              <JobCard
                key={template}
                template={template}
                choice={jobs[index] ?? null}
                problems={problems.filter(({ path }) => index !== -1 && path[1] === index)}
                onToggle={(isWanted) => toggle(template, isWanted)}
                onChange={change}
              />
            );
          })}
        </SimpleGrid>
      </Fieldset>
    );
  },
  // By value: the form copies all its values at each change.
  (before, after) => JSON.stringify([before.jobs, before.problems]) === JSON.stringify([after.jobs, after.problems]),
);

type JobCardProps = {
  template: JobTemplateId;
  choice: JobChoice | null;
  problems: readonly Problem[];
  onToggle: (isWanted: boolean) => void;
  onChange: (choice: JobChoice) => void;
};

function JobCard({ template, choice, problems, onToggle, onChange }: JobCardProps) {
  const t = useTranslations("jobTemplates");
  return (
    <Paper withBorder p="sm" bg={choice === null ? "transparent" : "var(--mantine-primary-color-light)"}>
      <Stack gap="xs">
        <Checkbox
          checked={choice !== null}
          onChange={(event) => onToggle(event.currentTarget.checked)}
          label={<Text fw={600}>{t(`${template}.title`)}</Text>}
          description={t(`${template}.description`)}
          // Annotation names are longer than a narrow card is wide.
          styles={{ labelWrapper: { minWidth: 0, overflowWrap: "anywhere" } }}
        />
        {choice !== null && <JobParameters choice={choice} problems={problems} onChange={onChange} />}
      </Stack>
    </Paper>
  );
}
