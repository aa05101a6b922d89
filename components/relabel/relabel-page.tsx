"use client";

import { Tabs } from "@mantine/core";
import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "use-intl";
import { MetricLab } from "@/components/metric-relabel/metric-lab";
import { TestPanel } from "@/components/rule-tests/test-panel";
import { PageHeader } from "@/components/ui/page-header";
import { LAB_VIEWS, type LabView, parseLabView } from "@/lib/relabel-lab/lab-views";
import { RelabelLab } from "./relabel-lab";

/** The lab: what rules do to targets, what they do to series, and tests of them. The view is in the URL. */
export function RelabelPage() {
  const t = useTranslations("relabel");
  const [view, setView] = useView();
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} />
      <Tabs value={view} onChange={setView} keepMounted={false}>
        <Tabs.List mb="md" aria-label={t("views.label")}>
          {LAB_VIEWS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`views.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="targets">
          <RelabelLab />
        </Tabs.Panel>
        <Tabs.Panel value="metrics">
          <MetricLab />
        </Tabs.Panel>
        <Tabs.Panel value="tests">
          <TestPanel />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function useView(): [LabView, (view: string | null) => void] {
  const pathname = usePathname();
  const parameters = useSearchParams();
  const setView = (view: string | null) => {
    const text = view === null || view === "targets" ? "" : `?view=${view}`;
    window.history.pushState(null, "", `${pathname}${text}`);
  };
  return [parseLabView(parameters.get("view")), setView];
}
