"use client";

import { Code, Stack, Text } from "@mantine/core";
import { useTranslations } from "use-intl";
import { useSay } from "@/components/findings/use-rule-explainer";
import { CopyBlock } from "@/components/ui/copy-block";
import { renderYaml } from "@/lib/prometheus/render-yaml";
import type { DroppedTarget } from "@/lib/target-doctor/diagnose-jobs";
import type { Mending } from "@/lib/target-doctor/find-mending";
import { renderMending } from "@/lib/target-doctor/mending-command";
import type { ObjectFacts } from "@/lib/target-doctor/schema";

/** The rule that dropped a target, why, and the command that would keep it. */
export function DroppedTargetView({ facts, target }: { facts: ObjectFacts; target: DroppedTarget }) {
  const t = useTranslations("targetDoctor.dropped");
  const say = useSay();
  return (
    <Stack gap="xs">
      <Text size="sm" fw={550}>
        {say(target.reason)}
      </Text>
      <Text size="sm">{t("rule", { number: target.ruleIndex + 1, text: say(target.ruleText) })}</Text>
      <Code block tabIndex={0} fz="xs">
        {renderYaml([target.rule])}
      </Code>
      {target.mending === null ? (
        <Text size="sm" c="dimmed">
          {t("noMending")}
        </Text>
      ) : (
        <MendingView facts={facts} mending={target.mending} />
      )}
    </Stack>
  );
}

function MendingView({ facts, mending }: { facts: ObjectFacts; mending: Mending }) {
  const t = useTranslations("targetDoctor.dropped");
  const { now, lasting } = renderMending(mending.changes, facts);
  const hasExample = mending.changes.some(({ isExample }) => isExample);
  return (
    <Stack gap={6}>
      <Text size="sm">{t(mending.scrapeUrl === null ? "further" : "mending")}</Text>
      <CopyBlock text={now} />
      {hasExample && <Text size="sm">{t("example")}</Text>}
      {lasting !== null && (
        <>
          <Text size="sm">{t("lasting")}</Text>
          <CopyBlock text={lasting} />
        </>
      )}
      {mending.scrapeUrl !== null && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {t("thenUrl", { url: mending.scrapeUrl })}
        </Text>
      )}
    </Stack>
  );
}
