"use client";

import { List, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { ConfirmDelete } from "@/components/ui/confirm-delete";
import { useToast } from "@/components/ui/use-toast";
import type { Cluster } from "@/lib/clusters/schema";
import { useDeleteCluster } from "@/lib/queries/clusters";

type DeleteClusterProps = { cluster: Cluster; isOpen: boolean; onClose: () => void };

/** Says which servers stop watching the cluster, and when, before it is deleted. */
export function DeleteCluster({ cluster, isOpen, onClose }: DeleteClusterProps) {
  const t = useTranslations("clusters.delete");
  const router = useRouter();
  const toast = useToast();
  const { mutate, isPending, error } = useDeleteCluster(cluster.id);
  return (
    <ConfirmDelete
      isOpen={isOpen}
      onClose={onClose}
      title={t("title", { name: cluster.name })}
      name={cluster.name}
      confirmLabel={t("confirm")}
      isPending={isPending}
      error={error}
      onConfirm={() =>
        mutate(undefined, {
          onSuccess: () => {
            toast.done(t("done", { name: cluster.name }));
            router.push("/clusters");
          },
        })
      }
      consequences={
        <>
          <Text size="sm">{t("consequences", { jobs: cluster.jobs.length, servers: cluster.servers.length })}</Text>
          {cluster.servers.length > 0 && (
            <List size="sm" mt="xs">
              {cluster.servers.map(({ id, name }) => (
                <List.Item key={id}>{name}</List.Item>
              ))}
            </List>
          )}
        </>
      }
    />
  );
}
