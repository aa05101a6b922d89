import { Badge, Group } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { TargetCounts as Counts, TargetChange } from "@/lib/target-plan/schema";

// The order in which people look; the words tell, the colours only help.
const COLOURS = { lost: "red", changed: "yellow", added: "green" } as const satisfies Partial<Record<TargetChange, string>>;

/** How many targets go, change and come; those that stay in words of their own. */
export function TargetCounts({ counts }: { counts: Counts }) {
  const t = useTranslations("targetPlan.count");
  const shown = (["lost", "changed", "added"] as const).filter((change) => counts[change] > 0);
  return (
    <Group gap={6}>
      {shown.map((change) => (
        <Badge key={change} variant="outline" color={COLOURS[change]} tt="none" style={{ color: "var(--mantine-color-text)" }}>
          {t(change, { count: counts[change] })}
        </Badge>
      ))}
      <Badge variant="transparent" color="gray" tt="none" px={0} style={{ color: "var(--mantine-color-text)" }}>
        {t("unchanged", { count: counts.unchanged })}
      </Badge>
    </Group>
  );
}
