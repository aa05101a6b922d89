"use client";

import { useTranslations } from "use-intl";
import { Field, SelectField } from "@/components/ui/field";
import { layoutOf } from "@/lib/bundles/layout";
import { NEWEST_KNOWN_VERSION } from "@/lib/prometheus/versions";
import { FILE_LAYOUTS } from "@/lib/servers/schema";
import { useDraft } from "./use-draft";

/** How the files of a bundle lie on the server, and how many old revisions are kept. */
export function FileFields() {
  const t = useTranslations("servers.field");
  const { draft } = useDraft();
  const { transport } = draft;
  const hasChoice = layoutOf({ transport, fileLayout: "per_cluster" }, NEWEST_KNOWN_VERSION).files === "per-cluster";
  return (
    <>
      {hasChoice && (
        <SelectField
          name="fileLayout"
          label={t("fileLayout")}
          hint={t("fileLayoutHint")}
          options={FILE_LAYOUTS.map((value) => ({ value, label: t(`fileLayoutKind.${value}`) }))}
        />
      )}
      <Field name="revisionsKept" label={t("revisionsKept")} hint={t("revisionsKeptHint")} isRequired />
    </>
  );
}
