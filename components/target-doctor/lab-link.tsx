"use client";

import { Anchor } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import type { ScrapeConfig } from "@/lib/prometheus/scrape-config";
import type { LabelSet } from "@/lib/relabel/label-set";
import { renderLabels } from "@/lib/relabel-lab/render-labels";
import { encodeLabLink } from "@/lib/relabel-lab/share-link";
import { draftFromJob } from "@/lib/relabel-lab/starts";

type LabLinkProps = { config: ScrapeConfig; labels: LabelSet; prometheusVersion: string };

/** Leads to the relabel lab with this target and the job's rules. Nothing leaves the browser: it is a fragment. */
export function LabLink({ config, labels, prometheusVersion }: LabLinkProps) {
  const t = useTranslations("targetDoctor.job");
  const [fragment, setFragment] = useState<string | null>(null);
  useEffect(() => {
    let isGone = false;
    const draft = { ...draftFromJob(config, prometheusVersion), labelsText: renderLabels(labels) };
    void encodeLabLink(draft).then((link) => {
      if (!isGone && link.ok) setFragment(link.value);
    });
    return () => {
      isGone = true;
    };
  }, [config, labels, prometheusVersion]);
  if (fragment === null) return null;
  return (
    <Anchor href={`/relabel${fragment}`} size="sm">
      <IconFlask size={14} aria-hidden /> {t("lab")}
    </Anchor>
  );
}
