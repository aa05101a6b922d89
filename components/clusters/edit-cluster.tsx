"use client";

import { Button } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { useToast } from "@/components/ui/use-toast";
import { type Cluster, clusterEditSchema } from "@/lib/clusters/schema";
import { useEditCluster } from "@/lib/queries/clusters";
import { draftOf, toClusterEdit } from "./cluster-draft";
import { ClusterForm } from "./cluster-form";
import { ClusterWorkbench } from "./cluster-workbench";
import { DeleteCluster } from "./delete-cluster";

type EditClusterProps = { cluster: Cluster; onUnsavedChange: (hasUnsaved: boolean) => void };

export function EditCluster({ cluster, onUnsavedChange }: EditClusterProps) {
  // A saved version starts a new form: its values are the stored ones.
  return <Editor key={cluster.version} cluster={cluster} onUnsavedChange={onUnsavedChange} />;
}

function Editor({ cluster: saved, onUnsavedChange }: EditClusterProps) {
  const t = useTranslations("clusters");
  const toast = useToast();
  const { mutate, isPending, isSuccess, error } = useEditCluster(saved.id);
  const initial = useMemo(() => draftOf(saved), [saved]);
  const [draft, setDraft] = useState(initial);
  const [isDirty, setDirty] = useState(false);
  const hasUnsaved = isDirty && !isSuccess;
  const [isDeleting, setDeleting] = useState(false);
  useEffect(() => onUnsavedChange(hasUnsaved), [hasUnsaved, onUnsavedChange]);
  return (
    <>
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
