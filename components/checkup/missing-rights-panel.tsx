"use client";

import { Alert, Box, Stack, Text } from "@mantine/core";
import { IconKeyOff } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { CopyBlock } from "@/components/ui/copy-block";
import type { JobsOfCluster } from "@/lib/cluster-access";
import { type AccountName, missingRightsManifest } from "./missing-rights";
import styles from "./missing-rights-panel.module.css";

type MissingRightsPanelProps = { denied: readonly string[]; jobs: JobsOfCluster; account: AccountName | null };

/** Which jobs lack rights, and the manifest that gives them, whole and as one line for the shell. */
export function MissingRightsPanel({ denied, jobs, account }: MissingRightsPanelProps) {
  const t = useTranslations("checkup.missing");
  const manifest = useMemo(() => missingRightsManifest(jobs, account), [jobs, account]);
  return (
    <Alert color="red" icon={<IconKeyOff aria-hidden />} title={t("title")}>
      <Stack gap="xs">
        <Text size="sm">{t("text", { jobs: denied.length, names: denied.join(", ") })}</Text>
        <Box className={styles.manifest} role="group" aria-label={t("manifest")}>
          <CopyBlock text={`kubectl apply -f - <<'EOF'\n${manifest}EOF`} />
        </Box>
      </Stack>
    </Alert>
  );
}
