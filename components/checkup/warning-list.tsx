"use client";

import { Alert, Anchor, List, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconShieldExclamation } from "@tabler/icons-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { CopyBlock } from "@/components/ui/copy-block";
import type { ExcessCode } from "@/lib/cluster-access";
import type { CheckupWarning } from "@/lib/clusters/checkup-schema";
import { factText } from "./fact-text";
import { commandsOfExcess, commandsOfWarning } from "./remedies";
import { Remedy } from "./remedy";

/** What stops nothing and should be known. */
export function WarningList({ warnings }: { warnings: readonly CheckupWarning[] }) {
  const t = useTranslations("checkup");
  return (
    <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={t("warnings")}>
      <Stack gap="md">
        {warnings.map((warning) => (
          <Warning key={`${warning.code} ${JSON.stringify(warning.parameters)}`} warning={warning} />
        ))}
      </Stack>
    </Alert>
  );
}

function Warning({ warning }: { warning: CheckupWarning }) {
  const t = useTranslations("checkup");
  const { code, parameters } = warning;
  const facts = factText(parameters);
  return (
    <Remedy
      title={t(`warning.${code}.title`, facts)}
      cause={t(`warning.${code}.cause`, facts)}
      remedy={t(`warning.${code}.remedy`)}
      commands={commandsOfWarning(warning)}
    >
      {code === "same_cluster" && (
        <Anchor component={Link} href={`/clusters/${parameters.id}` as Route} size="sm">
          {t("open", { name: String(parameters.name) })}
        </Anchor>
      )}
    </Remedy>
  );
}

/** Rights that a thief of the token would like, and no chosen job needs. */
export function ExcessList({ excess }: { excess: readonly ExcessCode[] }) {
  const t = useTranslations("checkup");
  return (
    <Alert color="orange" icon={<IconShieldExclamation aria-hidden />} title={t("excessTitle")}>
      <Stack gap="xs">
        <List size="sm" spacing={4}>
          {excess.map((code) => (
            <List.Item key={code}>
              <Text span inherit fw={600}>
                {t(`excess.${code}.title`)}.
              </Text>{" "}
              {t(`excess.${code}.cause`)}
            </List.Item>
          ))}
        </List>
        <Text size="sm">{t("excessText")}</Text>
        {commandsOfExcess(excess).map((command) => (
          <CopyBlock key={command} text={command} />
        ))}
      </Stack>
    </Alert>
  );
}
