"use client";

import { Title } from "@mantine/core";
import { useTranslations } from "use-intl";

/** Tests of rules: written here, run here and by `promfleet test`. */
export function TestPanel() {
  const t = useTranslations("relabel.views");
  return (
    <Title order={2} size="h5">
      {t("tests")}
    </Title>
  );
}
