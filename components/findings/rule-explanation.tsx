"use client";

import { Text } from "@mantine/core";
import type { RelabelRule } from "@/lib/relabel/relabel-rule";
import type { RelabelVersion } from "@/lib/relabel/semantics";
import { useRuleExplainer } from "./use-rule-explainer";

/** What a rule does, in one sentence. */
export function RuleExplanation({ rule, version }: { rule: RelabelRule; version?: RelabelVersion }) {
  const explain = useRuleExplainer(version);
  return (
    <Text size="sm" style={{ overflowWrap: "anywhere" }}>
      {explain(rule)}
    </Text>
  );
}
