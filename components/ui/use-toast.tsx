"use client";

import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { useFailureText } from "@/lib/i18n/use-failure-text";
import { useProblemText } from "@/lib/i18n/use-problem-text";
import { readFailure } from "@/lib/queries/read-failure";

/** The one toast: what was done, or what failed with the id under which the log has it. */
export function useToast() {
  const t = useTranslations("common");
  const failureText = useFailureText();
  const problemText = useProblemText();
  return useMemo(
    () => ({
      done: (message: string) => notifications.show({ message, color: "green", icon: <IconCheck size={18} aria-hidden /> }),
      failed: (error: unknown) => {
        const { code, problems, requestId } = readFailure(error);
        notifications.show({
          title: failureText(code),
          message: [...problems.map(problemText), ...(requestId === null ? [] : [`${t("requestId")} ${requestId}`])].join(" "),
          color: "red",
          icon: <IconAlertTriangle size={18} aria-hidden />,
          autoClose: false,
        });
      },
    }),
    [t, failureText, problemText],
  );
}
