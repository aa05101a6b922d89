"use client";

import { Grid, Paper } from "@mantine/core";
import { type ReactNode, useDeferredValue } from "react";
import type { Cluster } from "@/lib/clusters/schema";
import type { ClusterDraft } from "./cluster-draft";
import { PreviewPanel } from "./preview-panel";

type ClusterWorkbenchProps = { draft: ClusterDraft; saved: Cluster | null; children: ReactNode };

/** Form on one side, the config that it makes on the other. Typing is never held up by the preview. */
export function ClusterWorkbench({ draft, saved, children }: ClusterWorkbenchProps) {
  const settled = useDeferredValue(draft);
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, lg: 6 }}>
        <Paper withBorder p="lg">
          {children}
        </Paper>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 6 }}>
        <div style={{ position: "sticky", insetBlockStart: 76 }}>
          <PreviewPanel draft={settled} saved={saved} />
        </div>
      </Grid.Col>
    </Grid>
  );
}
