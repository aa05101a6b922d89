"use client";

import { Title } from "@mantine/core";
import { useTranslations } from "use-intl";

/** What metric_relabel_configs do to the series of a scrape. */
export function MetricLab() {
  const t = useTranslations("relabel.views");
  return (
    <Title order={2} size="h5">
      {t("metrics")}
    </Title>
  );
}
