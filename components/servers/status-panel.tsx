"use client";

import { Alert, Paper, Stack, Title } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { serverStatusQuery } from "@/lib/queries/servers";
import type { Server } from "@/lib/servers/schema";
import { ServerAnswer } from "./server-answer";
import { directoryOf } from "./server-draft";

/** What the server answers now, asked again while the page is open; a failed question keeps the last answer. */
export function StatusPanel({ server }: { server: Server }) {
  const t = useTranslations("servers.status");
  const query = useQuery(serverStatusQuery(server));
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="status-title">
      <Stack gap="sm">
        <Title order={2} size="h5" id="status-title">
          {t("title")}
        </Title>
        {query.data === undefined ? (
          <QueryBoundary query={query} skeletonRows={1}>
            {() => null}
          </QueryBoundary>
        ) : (
          <>
            {query.isError && <Alert color="yellow" icon={<IconPlugConnectedX aria-hidden />} title={t("failed")} />}
            <ServerAnswer status={query.data} directory={directoryOf(server.transport)} />
          </>
        )}
      </Stack>
    </Paper>
  );
}
