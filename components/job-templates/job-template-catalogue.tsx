"use client";

import { Badge, Button, Group, Paper, Stack, Table, Text, Title } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { YamlPreview } from "@/components/editor/yaml-editor";
import { PageHeader } from "@/components/ui/page-header";
import { ProblemList } from "@/components/ui/problem-list";
import { JOB_TEMPLATES } from "@/lib/job-templates";
import { JOB_TEMPLATE_IDS, type JobTemplateId } from "@/lib/job-templates/schema";
import { parameterFields } from "./parameter-fields";
import { renderTemplateExample } from "./template-example";

/** The built-in templates: what each scrapes, what can be set, and the config that it makes. */
export function JobTemplateCatalogue() {
  const t = useTranslations("shell.jobTemplatePage");
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} />
      <Stack gap="lg">
        {JOB_TEMPLATE_IDS.map((template) => (
          <TemplateCard key={template} template={template} />
        ))}
      </Stack>
    </>
  );
}

function TemplateCard({ template }: { template: JobTemplateId }) {
  const t = useTranslations();
  const [isOpen, setOpen] = useState(false);
  const exampleId = `example-${template}`;
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby={`title-${template}`} id={template}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start">
          <div>
            <Group gap="xs">
              <Title order={2} size="h4" id={`title-${template}`}>
                {t(`jobTemplates.${template}.title`)}
              </Title>
              <Badge variant="light" tt="none">
                {template}
              </Badge>
            </Group>
            <Text maw={900}>{t(`jobTemplates.${template}.description`)}</Text>
          </div>
          <Button variant="default" size="xs" aria-expanded={isOpen} aria-controls={exampleId} onClick={() => setOpen(!isOpen)}>
            {isOpen ? t("shell.jobTemplatePage.hideExample") : t("shell.jobTemplatePage.showExample")}
          </Button>
        </Group>
        <ParameterTable template={template} />
        <div id={exampleId}>{isOpen && <Example template={template} />}</div>
      </Stack>
    </Paper>
  );
}

function Example({ template }: { template: JobTemplateId }) {
  const t = useTranslations();
  const example = useMemo(() => renderTemplateExample(template), [template]);
  if (!example.ok) return <ProblemList problems={example.problems} />;
  const title = t(`jobTemplates.${template}.title`);
  return <YamlPreview value={example.value} ariaLabel={t("shell.jobTemplatePage.example", { title })} height={420} />;
}

function ParameterTable({ template }: { template: JobTemplateId }) {
  const t = useTranslations();
  const fields = parameterFields(JOB_TEMPLATES[template].parameters);
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table verticalSpacing={6} withTableBorder>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={200}>{t("shell.jobTemplatePage.parameter")}</Table.Th>
            <Table.Th w={200}>{t("shell.jobTemplatePage.default")}</Table.Th>
            <Table.Th>{t("shell.jobTemplatePage.meaning")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {fields.map(({ name, initial }) => (
            <Table.Tr key={name}>
              <Table.Td>
                <code>{name}</code>
              </Table.Td>
              <Table.Td>{initial === undefined ? null : <code>{JSON.stringify(initial)}</code>}</Table.Td>
              <Table.Td>{t(`jobTemplates.parameters.${name}.hint` as never)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
