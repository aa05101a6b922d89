import { Code, Group, Skeleton, Text } from "@mantine/core";
import { useTranslations } from "use-intl";
import { toProblem } from "@/components/deployments/step-rows";
import { LabelChangeTable } from "@/components/labels/label-change-table";
import { useProblemText } from "@/lib/i18n/use-problem-text";
import type { Loss, PlannedTarget } from "@/lib/target-plan/schema";
import { toTargetRows } from "./target-rows";

/** One target: what it is scraped at, why it goes if it does, and its labels on demand. */
export function PlannedTargetRow({ target }: { target: PlannedTarget | undefined }) {
  const t = useTranslations("targetPlan");
  if (target === undefined) return <Skeleton height={36} />;
  const { change, before, after, job, loss } = target;
  const isMoved = before !== null && after !== null && before.url !== after.url;
  return (
    <>
      <Group gap="xs" justify="space-between">
        <Code style={{ overflowWrap: "anywhere" }}>{(after ?? before)?.url}</Code>
        <Text size="xs" c="dimmed">
          {job}
        </Text>
      </Group>
      {isMoved && (
        <Text size="xs" style={{ overflowWrap: "anywhere" }}>
          {t("movedFrom", { url: before.url })}
        </Text>
      )}
      {loss !== null && <LossLine loss={loss} />}
      <details>
        <Text component="summary" size="xs" mt={4}>
          {t(change === "changed" ? "showDifferences" : "showLabels")}
        </Text>
        <LabelChangeTable caption={t(change === "changed" ? "showDifferences" : "showLabels")} rows={toTargetRows(target)} />
      </details>
    </>
  );
}

function LossLine({ loss }: { loss: Loss }) {
  const t = useTranslations("targetPlan.loss");
  const problemText = useProblemText();
  if (loss.reason === "rule") {
    return (
      <>
        <Text size="sm">{t("rule", { rule: loss.rule, action: loss.action })}</Text>
        <Code block style={{ whiteSpace: "pre-wrap" }}>
          {loss.text}
        </Code>
      </>
    );
  }
  if (loss.reason === "refused") {
    return <Text size="sm">{loss.problem === null ? t("refused") : problemText(toProblem(loss.problem))}</Text>;
  }
  return <Text size="sm">{t(loss.reason)}</Text>;
}
