"use client";

import { Anchor, Badge, Box, Code, Group, List, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useTranslations } from "use-intl";
import { PageHeader } from "@/components/ui/page-header";
import { RULE_CHECKS } from "@/lib/prometheus/checks/rule-checks";
import { TARGET_CHECKS } from "@/lib/prometheus/checks/target-checks";
import styles from "./findings-page.module.css";

const CHECKS = [
  ...RULE_CHECKS.map(({ name, example }) => ({ name, example, needsTargets: false })),
  ...TARGET_CHECKS.map(({ name, example }) => ({ name, example, needsTargets: true })),
];

/** A paragraph for each finding, at the anchor that findings link to. Part of the product: it needs no network. */
export function FindingsPage() {
  const t = useTranslations("findings");
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} />
      <Stack gap="xl" className={styles.page}>
        <Anchor href="/relabel" size="sm">
          {t("back")}
        </Anchor>
        <nav aria-label={t("contents")}>
          <List size="sm" className={styles.contents}>
            {CHECKS.map(({ name }) => (
              <List.Item key={name}>
                <Anchor href={`#${name}`}>{t(`catalogue.${name}.title` as "title")}</Anchor>
              </List.Item>
            ))}
          </List>
        </nav>
        {CHECKS.map((check) => (
          <FindingParagraph key={check.name} {...check} />
        ))}
      </Stack>
    </>
  );
}

function FindingParagraph({ name, example, needsTargets }: (typeof CHECKS)[number]) {
  const t = useTranslations("findings");
  return (
    <Box component="section" aria-labelledby={name}>
      <Group gap="sm" mb={4}>
        <Title order={2} size="h4" id={name} className={styles.anchor}>
          {t(`catalogue.${name}.title` as "title")}
        </Title>
        {needsTargets && (
          <Badge variant="light" tt="none">
            {t("needsTargets")}
          </Badge>
        )}
      </Group>
      <Text>{t(`catalogue.${name}.reason` as "title")}</Text>
      <Text mt="xs">{t(`catalogue.${name}.remedy` as "title")}</Text>
      <SimpleGrid cols={{ base: 1, md: 2 }} mt="sm">
        <Example label={t("wrong")} text={example.wrong} />
        <Example label={t("right")} text={example.right} />
      </SimpleGrid>
    </Box>
  );
}

function Example({ label, text }: { label: string; text: string }) {
  return (
    <Box component="figure" m={0} className={styles.example}>
      <Text component="figcaption" size="sm" fw={600} mb={4}>
        {label}
      </Text>
      {/* Reachable by keyboard, because a long line scrolls sideways. */}
      <Code block tabIndex={0} aria-label={label} role="region" className={styles.code}>
        {text}
      </Code>
    </Box>
  );
}
