"use client";

import { Box, SegmentedControl, Stack } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { AccessSection } from "@/components/cluster-access/access-section";
import { ClusterRegistration } from "@/components/cluster-registration/cluster-registration";
import { PageHeader } from "@/components/ui/page-header";
import { useToast } from "@/components/ui/use-toast";
import { useUnsavedGuard } from "@/components/ui/use-unsaved-guard";
import { clusterInputSchema } from "@/lib/clusters/schema";
import { useRegisterCluster } from "@/lib/queries/clusters";
import { type ClusterDraft, EMPTY_DRAFT, toClusterInput } from "./cluster-draft";
import { ClusterForm } from "./cluster-form";
import { ClusterWorkbench } from "./cluster-workbench";
import { KubeconfigImport } from "./kubeconfig-import";

const WAYS = ["typed", "kubeconfig", "command"] as const;
type Way = (typeof WAYS)[number];

/** Registers a cluster: typed in, read from a kubeconfig, or by a command on the cluster's side. */
export function NewCluster() {
  const t = useTranslations("clusters");
  const router = useRouter();
  const toast = useToast();
  const { mutate, isPending, isSuccess, error } = useRegisterCluster();
  const [way, setWay] = useState<Way>("typed");
  // A new start of the form for each kubeconfig that is taken over.
  const [start, setStart] = useState({ round: 0, draft: EMPTY_DRAFT });
  const [draft, setDraft] = useState<ClusterDraft>(EMPTY_DRAFT);
  const [commandDraft, setCommandDraft] = useState<ClusterDraft>(EMPTY_DRAFT);
  const [isDirty, setDirty] = useState(false);
  useUnsavedGuard(isDirty && !isSuccess);

  const takeOver = (connection: Partial<ClusterDraft>) => {
    const next = { ...draft, ...connection };
    setStart({ round: start.round + 1, draft: next });
    setDraft(next);
    setDirty(true);
    setWay("typed");
  };

  return (
    <>
      <PageHeader title={t("new.title")} subtitle={t("new.subtitle")} parent={{ href: "/clusters", label: t("list.title") }} />
      <ClusterWorkbench draft={way === "command" ? commandDraft : draft} saved={null}>
        <Stack>
          <SegmentedControl
            aria-label={t("new.way")}
            value={way}
            onChange={(next) => setWay(WAYS.find((one) => one === next) ?? "typed")}
            data={WAYS.map((one) => ({ value: one, label: t(`new.${one}`) }))}
          />
          {way === "kubeconfig" && <KubeconfigImport onTake={takeOver} />}
          {way === "command" && <ClusterRegistration onDraft={(next) => setCommandDraft({ ...EMPTY_DRAFT, ...next })} />}
          <div hidden={way !== "typed"}>
            <ClusterForm
              key={start.round}
              saved={null}
              initial={start.draft}
              schema={clusterInputSchema}
              toInput={toClusterInput}
              onDraft={(next, hasChanged) => {
                setDraft(next);
                setDirty(hasChanged || start.round > 0);
              }}
              onSubmit={(input) =>
                mutate(input, {
                  onSuccess: ({ id, name }) => {
                    toast.done(t("new.done", { name }));
                    // Its first checkup runs there by itself.
                    router.push(`/clusters/${id}?tab=checkup`);
                  },
                })
              }
              isPending={isPending || isSuccess}
              error={error}
              submitLabel={t("new.submit")}
            />
          </div>
        </Stack>
      </ClusterWorkbench>
      <Box mt="lg" hidden={way === "command"}>
        <AccessSection name={draft.name} jobs={draft.jobs} />
      </Box>
    </>
  );
}
