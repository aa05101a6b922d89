import { useMemo } from "react";
import { useLocale, useTranslations } from "use-intl";
import { codeInMarkdown } from "@/components/editor/language-service";
import { useRuleExplainer } from "@/components/findings/use-rule-explainer";
import { schemaTextsIn } from "@/lib/prometheus/config-json-schema";
import type { PrometheusVersion } from "@/lib/prometheus/versions";
import type { RuleListKind } from "@/lib/relabel-lab/common-rules";
import type { FixWords } from "./rule-fixes";
import type { RuleWords } from "./rule-knowledge";

/** Sentences of completion and hover texts in the language of the page. */
export function useRuleWords(kind: RuleListKind, version: PrometheusVersion): RuleWords {
  const t = useTranslations("ruleEditor");
  const locale = useLocale();
  const explain = useRuleExplainer(version);
  return useMemo(() => {
    const { actions, fields } = schemaTextsIn(locale);
    return {
      action: (action) => actions[action] ?? "",
      field: (field) => fields[`relabel_config.${field}`] ?? fields[field] ?? "",
      explain,
      commonRule: (id) => t(`commonRules.${id}`),
      count: (count) => t("targetCount", { kind, count }),
      examples: (values) => t("examples", { values: values.map(codeInMarkdown).join(", ") }),
      wellKnown: t("wellKnown"),
      valueOf: (label) => t("valueOf", { label }),
      defaultIs: (value) => t("default", { value }),
      notInTargets: (name) => t("notInTargets", { kind, name }),
      group: (name) => t("group", { name }),
      matches: (value) => t("matches", { value }),
      matchesNot: (value) => t("matchesNot", { value }),
    };
  }, [t, locale, explain, kind]);
}

/** Titles of quick fixes in the language of the page. */
export function useFixWords(): FixWords {
  const t = useTranslations("ruleEditor.fix");
  const tFinding = useTranslations("findings.fixes");
  return useMemo(
    () => ({
      replaceBy: (text) => t("replaceBy", { text }),
      addField: (field) => t("addField", { field }),
      removeField: (field) => t("removeField", { field }),
      removeRule: t("removeRule"),
      quote: t("quote"),
      makeList: t("makeList"),
      finding: ({ code, parameters }) => tFinding(code as never, parameters as never),
    }),
    [t, tFinding],
  );
}
