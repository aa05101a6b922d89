"use client";

import { Code, Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconCircleX, IconHelpCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { CopyBlock } from "@/components/ui/copy-block";
import { type StateLook, StateWord } from "@/components/ui/state-word";
import type { ServerStatus } from "@/lib/servers/schema";
import { isInDirectory } from "./config-place";

const GOOD: StateLook = { tone: "good", Icon: IconCircleCheck };
const BAD: StateLook = { tone: "bad", Icon: IconCircleX };
const UNKNOWN: StateLook = { tone: "calm", Icon: IconHelpCircle };
const LIFECYCLE_FLAG = "--web.enable-lifecycle";

function lookOf(value: boolean | null): StateLook {
  if (value === null) return UNKNOWN;
  return value ? GOOD : BAD;
}

/** What a server said of itself, and the exact fix where something stands in the way of deploying. */
export function ServerAnswer({ status, directory }: { status: ServerStatus; directory: string }) {
  const t = useTranslations("servers.status");
  const { outcome, version, isReady, hasLifecycle, configFile } = status;
  if (outcome !== "ok") {
    return (
      <Stack gap="xs">
        <Fact label={t("answer")}>
          <StateWord {...BAD} word={t(`outcome.${outcome}`)} />
        </Fact>
        <Text size="sm">{t(`fix.${outcome}`)}</Text>
      </Stack>
    );
  }
  const isElsewhere = configFile !== null && directory !== "" && !isInDirectory(configFile, directory);
  return (
    <Stack gap="sm">
      <Group gap="xl" align="flex-start" style={{ rowGap: "0.75rem" }}>
        <Fact label={t("answer")}>
          <StateWord {...GOOD} word={t("outcome.ok")} />
        </Fact>
        <Fact label={t("version")}>{version ?? t("unknown")}</Fact>
        <Fact label={t("ready")}>
          <StateWord {...lookOf(isReady)} word={t(READY_WORD[String(isReady) as Answer])} />
        </Fact>
        <Fact label={t("lifecycle")}>
          <StateWord {...lookOf(hasLifecycle)} word={t(LIFECYCLE_WORD[String(hasLifecycle) as Answer])} />
        </Fact>
        <Fact label={t("configFile")}>{configFile === null ? t("unknown") : <Code>{configFile}</Code>}</Fact>
      </Group>
      {hasLifecycle === false && (
        <div>
          <Text size="sm" mb={4}>
            {t("lifecycleFix")}
          </Text>
          <CopyBlock text={LIFECYCLE_FLAG} />
        </div>
      )}
      {isElsewhere && <Text size="sm">{t("configFileElsewhere", { configFile, directory })}</Text>}
    </Stack>
  );
}

type Answer = "true" | "false" | "null";
const READY_WORD = { true: "yes", false: "notReady", null: "unknown" } as const satisfies Record<Answer, string>;
const LIFECYCLE_WORD = { true: "lifecycleOn", false: "lifecycleOff", null: "unknown" } as const satisfies Record<Answer, string>;

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed" mb={2}>
        {label}
      </Text>
      <Text size="sm" component="div">
        {children}
      </Text>
    </div>
  );
}
