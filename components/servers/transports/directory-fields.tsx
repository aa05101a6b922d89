"use client";

import { useTranslations } from "use-intl";
import { ReadBaseConfig } from "@/components/servers/read-base-config";
import { Field } from "@/components/ui/field";

/** A folder that Prometheus reads too. */
export function DirectoryFields() {
  const t = useTranslations("servers.field");
  return (
    <>
      <Field
        name="transport.directory"
        label={t("directory")}
        hint={t("directoryHint")}
        placeholder="/etc/prometheus"
        isRequired
      />
      <ReadBaseConfig />
    </>
  );
}
