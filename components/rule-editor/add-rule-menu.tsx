"use client";

import { Button, Menu } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import type { RelabelConfig } from "@/lib/relabel/relabel-config";
import { COMMON_RULE_IDS, COMMON_RULES, type RuleListKind } from "@/lib/relabel-lab/common-rules";

const EMPTY_RULE: Record<RuleListKind, RelabelConfig> = {
  relabel: { source_labels: ["__address__"], target_label: "instance" },
  metric: { source_labels: ["__name__"], action: "drop", regex: "name" },
};

type AddRuleMenuProps = { kind: RuleListKind; onAdd: (rules: readonly RelabelConfig[]) => void };

/** Rules that many lists have, and a plain one to start from. */
export function AddRuleMenu({ kind, onAdd }: AddRuleMenuProps) {
  const t = useTranslations("ruleEditor");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />}>
          {t("addRule")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {COMMON_RULE_IDS[kind].map((id) => (
          <Menu.Item key={id} onClick={() => onAdd(COMMON_RULES[id])}>
            {t(`commonRules.${id}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => onAdd([EMPTY_RULE[kind]])}>{t("plainRule")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
