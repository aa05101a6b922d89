"use client";

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { useToast } from "@/components/ui/use-toast";
import { useUnsavedGuard } from "@/components/ui/use-unsaved-guard";
import { type Cluster, clusterEditSchema } from "@/lib/clusters/schema";
import { clusterQuery, useEditCluster } from "@/lib/queries/clusters";
import { draftOf, toClusterEdit } from "./cluster-draft";
import { ClusterForm } from "./cluster-form";
import { ClusterWorkbench } from "./cluster-workbench";
import { DeleteCluster } from "./delete-cluster";

export function EditCluster({ clusterId }: { clusterId: string }) {
  const query = useQuery(clusterQuery(clusterId));
  return (
    <QueryBoundary query={query} skeletonRows={10}>
      {/* A saved version starts a new form: its values are the stored ones. */}
      {(cluster) => <Editor key={cluster.version} saved={cluster} />}
    </QueryBoundary>
  );
}

function Editor({ saved }: { saved: Cluster }) {
  const t = useTranslations("clusters");
  const toast = useToast();
  const { mutate, isPending, isSuccess, error } = useEditCluster(saved.id);
  const initial = useMemo(() => draftOf(saved), [saved]);
  const [draft, setDraft] = useState(initial);
  const [isDirty, setDirty] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  useUnsavedGuard(isDirty && !isSuccess);
  return (
    <>
      <PageHeader title={saved.name} subtitle={saved.apiServer} parent={{ href: "/clusters", label: t("list.title") }} />
      <ClusterWorkbench draft={draft} saved={saved}>
        <ClusterForm
          saved={saved}
          initial={initial}
          schema={clusterEditSchema}
          toInput={(values) => toClusterEdit(values, saved)}
          onDraft={(next, hasChanged) => {
            setDraft(next);
            setDirty(hasChanged);
          }}
          onSubmit={(edit) => mutate(edit, { onSuccess: ({ name }) => toast.done(t("edit.done", { name })) })}
          isPending={isPending}
          error={error}
          submitLabel={t("edit.submit")}
          actions={
            <Button variant="subtle" color="red" onClick={() => setDeleting(true)}>
              {t("delete.open")}
            </Button>
          }
        />
      </ClusterWorkbench>
      <DeleteCluster cluster={saved} isOpen={isDeleting} onClose={() => setDeleting(false)} />
    </>
  );
}
