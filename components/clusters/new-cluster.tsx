"use client";

import { SegmentedControl, Stack } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { PageHeader } from "@/components/ui/page-header";
import { useToast } from "@/components/ui/use-toast";
import { useUnsavedGuard } from "@/components/ui/use-unsaved-guard";
import { clusterInputSchema } from "@/lib/clusters/schema";
import { useRegisterCluster } from "@/lib/queries/clusters";
import { type ClusterDraft, EMPTY_DRAFT, toClusterInput } from "./cluster-draft";
import { ClusterForm } from "./cluster-form";
import { ClusterWorkbench } from "./cluster-workbench";
import { KubeconfigImport } from "./kubeconfig-import";

/** Registers a cluster, typed in or read from a kubeconfig. */
export function NewCluster() {
  const t = useTranslations("clusters");
  const router = useRouter();
  const toast = useToast();
  const { mutate, isPending, isSuccess, error } = useRegisterCluster();
  const [way, setWay] = useState<"typed" | "kubeconfig">("typed");
  // A new start of the form for each kubeconfig that is taken over.
  const [start, setStart] = useState({ round: 0, draft: EMPTY_DRAFT });
  const [draft, setDraft] = useState<ClusterDraft>(EMPTY_DRAFT);
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
      <ClusterWorkbench draft={draft} saved={null}>
        <Stack>
          <SegmentedControl
            aria-label={t("new.way")}
            value={way}
            onChange={(next) => setWay(next === "kubeconfig" ? "kubeconfig" : "typed")}
            data={[
              { value: "typed", label: t("new.typed") },
              { value: "kubeconfig", label: t("new.kubeconfig") },
            ]}
          />
          {way === "kubeconfig" && <KubeconfigImport onTake={takeOver} />}
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
    </>
  );
}
