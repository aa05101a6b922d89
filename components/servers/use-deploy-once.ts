"use client";

import { useRouter } from "next/navigation";
import { useRef } from "react";
import { useTranslations } from "use-intl";
import { useToast } from "@/components/ui/use-toast";
import type { DeploymentInput } from "@/lib/deployments/schema";
import { useStartDeployment } from "@/lib/queries/deployments";
import { useRequestApproval, useStartRollback } from "@/lib/queries/guards";
import { useRefreshServer } from "@/lib/queries/servers";

type Mode = "deploy" | "ask" | "rollback";

/** Starts one deployment or rollback however often the button is pressed, then shows it; or asks a second person. */
export function useDeployOnce(serverId: string) {
  const t = useTranslations("guards.approval");
  const router = useRouter();
  const toast = useToast();
  const refresh = useRefreshServer(serverId);
  const [start, rollBack, ask] = [useStartDeployment(), useStartRollback(), useRequestApproval()];
  // The second click of a double click comes before the first one has changed anything on the page.
  const isStarted = useRef(false);
  const onError = () => {
    isStarted.current = false;
    void refresh();
  };
  const onSuccess = ({ id }: { id: string }) => router.push(`/deployments/${id}`);
  const onAsked = () => {
    isStarted.current = false;
    toast.done(t("requested"));
  };
  const send = (mode: Mode, input: DeploymentInput, revisionId: string | null) => {
    if (isStarted.current) return;
    isStarted.current = true;
    if (mode === "ask") ask.mutate(input, { onSuccess: onAsked, onError });
    else if (revisionId === null) start.mutate(input, { onSuccess, onError });
    else rollBack.mutate({ ...input, revisionId }, { onSuccess, onError });
  };
  const isPending = start.isPending || start.isSuccess || rollBack.isPending || rollBack.isSuccess || ask.isPending;
  return { send, error: start.error ?? rollBack.error ?? ask.error, isPending };
}
