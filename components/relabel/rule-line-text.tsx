"use client";

import { useTranslations } from "use-intl";
import type { RuleLine } from "@/lib/relabel-lab/rule-line";
import styles from "./rule-line-text.module.css";

/** The rule in Prometheus's words, with the value that it saw; parts that its action does not use are left out. */
export function RuleLineText({ rule }: { rule: RuleLine }) {
  const t = useTranslations("relabel.part");
  const parts = [
    ["source", rule.source?.join(", ")],
    ["value", rule.value === null ? undefined : JSON.stringify(rule.value)],
    ["regex", rule.regex],
    ["modulus", rule.modulus],
    ["replacement", rule.replacement],
    ["target", rule.target],
  ] as const;
  return (
    <dl className={styles.parts}>
      {parts.map(([part, text]) =>
        text === undefined || text === null ? null : (
          <div key={part}>
            <dt>{t(part)}</dt>
            <dd>{text}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
