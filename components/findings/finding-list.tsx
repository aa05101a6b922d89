"use client";

import { Anchor, Box, Button, Group, Text, ThemeIcon } from "@mantine/core";
import { IconAlertTriangle, IconBulb, IconCircleX, IconCode, IconInfoCircle } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { useProblemText } from "@/lib/i18n/use-problem-text";
import type { Finding, Fix } from "@/lib/prometheus/checks/finding";
import type { Severity, TextRange } from "@/lib/result";
import styles from "./finding-list.module.css";

const SIGNS = {
  error: { Icon: IconCircleX, colour: "red" },
  warning: { Icon: IconAlertTriangle, colour: "yellow" },
  info: { Icon: IconInfoCircle, colour: "blue" },
} as const satisfies Record<Severity, unknown>;

/** More than this nobody reads at once; settling some shows the others. */
const SHOWN_MAX = 30;

type FindingListProps = {
  readonly findings: readonly Finding[];
  /** Shows a place of the rules' text. */
  readonly onShow?: (range: TextRange) => void;
  readonly onFix?: (fix: Fix) => void;
};

/** What the checks found: each with its name, its reason, its place, a way to read more and, where it is certain, a fix. */
export function FindingList({ findings, onShow, onFix }: FindingListProps) {
  const t = useTranslations("findings");
  if (findings.length === 0) return <Text size="sm">{t("none")}</Text>;
  return (
    <Box>
      <ul className={styles.list} aria-label={t("list")}>
        {bySeverity(findings)
          .slice(0, SHOWN_MAX)
          .map((finding) => (
            <FindingItem key={keyOf(finding)} finding={finding} onShow={onShow} onFix={onFix} />
          ))}
      </ul>
      {findings.length > SHOWN_MAX && (
        <Text size="sm" mt="xs">
          {t("more", { count: findings.length - SHOWN_MAX })}
        </Text>
      )}
    </Box>
  );
}

const RANKS: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** What matters most first; of equal weight in the order of the rules. */
function bySeverity(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => RANKS[a.severity] - RANKS[b.severity]);
}

function keyOf({ code, path, parameters }: Finding): string {
  return `${code} ${path.join(".")} ${JSON.stringify(parameters)}`;
}

type FindingItemProps = { finding: Finding; onShow: FindingListProps["onShow"]; onFix: FindingListProps["onFix"] };

function FindingItem({ finding, onShow, onFix }: FindingItemProps) {
  const t = useTranslations("findings");
  const severity = useTranslations("common.severity");
  const problemText = useProblemText();
  const { Icon, colour } = SIGNS[finding.severity];
  const name = finding.code.replace(/^finding\//, "");
  const rule = finding.path[0];
  const { range } = finding;
  return (
    <li className={styles.item}>
      <ThemeIcon variant="light" color={colour} size={24} radius="xl" className={styles.sign}>
        <Icon size={15} aria-hidden />
      </ThemeIcon>
      <Box>
        <Text size="sm" fw={600}>
          {severity(finding.severity)}: {t(`catalogue.${name}.title` as "title")}
          {typeof rule === "number" && (
            <Text span size="sm" fw={400} c="dimmed">
              {" · "}
              {t("rule", { number: rule + 1 })}
            </Text>
          )}
        </Text>
        <Text size="sm" className={styles.sentence}>
          {problemText(finding)}
        </Text>
        <Group gap="sm" mt={4}>
          <Anchor href={`/relabel/findings#${name}`} target="_blank" size="sm">
            {t("readMore")}
          </Anchor>
          {range !== undefined && onShow !== undefined && (
            <Button
              size="compact-sm"
              variant="subtle"
              leftSection={<IconCode size={14} aria-hidden />}
              onClick={() => onShow(range)}
            >
              {t("show")}
            </Button>
          )}
          {onFix !== undefined &&
            finding.fixes.map((fix) => (
              <Button
                key={fix.code + JSON.stringify(fix.parameters)}
                size="compact-sm"
                variant="light"
                leftSection={<IconBulb size={14} aria-hidden />}
                onClick={() => onFix(fix)}
                className={styles.fix}
              >
                {t(`fixes.${fix.code}` as "none", fix.parameters as never)}
              </Button>
            ))}
        </Group>
      </Box>
    </li>
  );
}
