import { useCallback } from "react";
import { useTranslations } from "use-intl";
import type { RuleTally } from "@/lib/relabel/apply";

/** Says what a rule did to the loaded targets: "drops 12, changes 40". */
export function useRuleEffect(): (tally: RuleTally | undefined) => string {
  const t = useTranslations("ruleEditor.effect");
  return useCallback(
    (tally: RuleTally | undefined) => {
      if (tally === undefined) return "";
      const { dropped, changed } = tally;
      const parts = [
        ...(dropped > 0 ? [t("drops", { count: dropped })] : []),
        ...(changed > 0 ? [t("changes", { count: changed })] : []),
      ];
      return parts.length === 0 ? t("none") : parts.join(" · ");
    },
    [t],
  );
}
