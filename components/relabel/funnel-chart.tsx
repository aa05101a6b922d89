"use client";

import { UnstyledButton } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useMemo, useRef } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { useRuleExplainer } from "@/components/findings/use-rule-explainer";
import { NEWEST_KNOWN_VERSION, parsePrometheusVersion } from "@/lib/prometheus/versions";
import type { Funnel, FunnelStep, TargetView } from "@/lib/relabel-lab/lab-request";
import styles from "./funnel-chart.module.css";

const ROW_HEIGHT_PX = 32;
/** Longer lists are drawn as far as they are seen. */
const VIRTUAL_FROM = 40;

type FunnelChartProps = {
  funnel: Funnel;
  version: string;
  view: TargetView;
  onView: (part: Partial<TargetView>) => void;
};

/** One bar per rule, as wide as the share of targets that enter it; a press shows those that it dropped. */
export const FunnelChart = memo(function FunnelChart({ funnel, version, view, onView }: FunnelChartProps) {
  const t = useTranslations("relabel.funnel");
  const scroll = useRef<HTMLElement>(null);
  const shown = useShownSteps(funnel.steps, scroll);
  const release = useMemo(() => parsePrometheusVersion(version) ?? NEWEST_KNOWN_VERSION, [version]);
  const explain = useRuleExplainer(release);
  const choose = (index: number) => onView({ outcome: view.outcome === index ? "all" : index, selected: null, from: 0, to: 60 });
  if (funnel.steps.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className={styles.scroll} ref={scroll} aria-label={t("label")} tabIndex={0}>
      <ol className={styles.funnel} style={{ paddingTop: shown.before, paddingBottom: shown.after }}>
        {shown.steps.map((step) => (
          <li key={step.number} value={step.number}>
            <UnstyledButton
              className={styles.step}
              disabled={step.dropped === 0}
              aria-pressed={view.outcome === step.number - 1}
              data-off={step.isOff}
              title={explain(step.rule)}
              onClick={() => choose(step.number - 1)}
            >
              <StepName step={step} text={explain(step.rule)} />
              <Bar step={step} total={funnel.total} />
              <StepNumbers step={step} />
            </UnstyledButton>
          </li>
        ))}
      </ol>
    </section>
  );
});

function StepName({ step: { number, rule }, text }: { step: FunnelStep; text: string }) {
  return (
    <span className={styles.name}>
      <span className={styles.number}>{number}</span> <code>{rule.action?.toLowerCase() ?? "replace"}</code>{" "}
      <span className={styles.text}>{text}</span>
    </span>
  );
}

/** Three shades, three patterns; the numbers beside it say the same. */
function Bar({ step: { entering, dropped, changed, unaffected }, total }: { step: FunnelStep; total: number }) {
  const width = (count: number) => ({ width: `${total === 0 ? 0 : (count / total) * 100}%` });
  return (
    <span className={styles.bar} aria-hidden>
      {unaffected > 0 && <span className={styles.unaffected} style={width(unaffected)} />}
      {changed > 0 && <span className={styles.changed} style={width(changed)} />}
      {dropped > 0 && <span className={styles.dropped} style={width(dropped)} />}
      {entering < total && <span className={styles.gone} style={width(total - entering)} />}
    </span>
  );
}

function StepNumbers({ step: { isOff, entering, dropped, changed } }: { step: FunnelStep }) {
  const t = useTranslations("relabel.funnel");
  const format = useFormatter();
  if (isOff) return <span className={styles.numbers}>{t("off")}</span>;
  return (
    <span className={styles.numbers}>
      <span className={styles.entering}>{t("entering", { number: format.number(entering) })}</span>
      {dropped > 0 && <span className={styles.droppedText}>{t("dropped", { number: format.number(dropped) })}</span>}
      {changed > 0 && <span>{t("changed", { number: format.number(changed) })}</span>}
      {dropped === 0 && changed === 0 && <span className={styles.quiet}>{t("nothing")}</span>}
    </span>
  );
}

function useShownSteps(steps: readonly FunnelStep[], scroll: React.RefObject<HTMLElement | null>) {
  const isVirtual = steps.length > VIRTUAL_FROM;
  const virtualizer = useVirtualizer({
    count: isVirtual ? steps.length : 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 5,
  });
  if (!isVirtual) return { steps, before: 0, after: 0 };
  const items = virtualizer.getVirtualItems();
  return {
    steps: items.flatMap(({ index }) => steps.slice(index, index + 1)),
    before: items[0]?.start ?? 0,
    after: virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0),
  };
}
