import { useQueries } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { targetChangesQuery } from "@/lib/queries/servers";
import { type PlannedTarget, TARGET_CHANGES_PAGE } from "@/lib/target-plan/schema";
import { type ChangeFilter, FORESEEN_FOR_MS, pageOffsets } from "./target-rows";

const ROW_HEIGHT_PX = 64;

type TargetPagesInput = {
  readonly serverId: string;
  readonly digest: string;
  readonly filter: ChangeFilter;
  readonly count: number;
};

/** Rows of a list that is longer than anybody reads: those on the screen, and the pages that they are in. */
export function useTargetPages({ serverId, digest, filter, count }: TargetPagesInput) {
  const scroll = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 6,
  });
  const items = virtualizer.getVirtualItems();
  const offsets = pageOffsets(items[0]?.index ?? 0, items.at(-1)?.index ?? -1, TARGET_CHANGES_PAGE);
  const { change, cluster, job } = filter;
  const pages = useQueries({
    queries: offsets.map((offset) => ({
      ...targetChangesQuery(serverId, {
        digest,
        change,
        offset,
        ...(cluster === null ? {} : { cluster }),
        ...(job === null ? {} : { job }),
      }),
      staleTime: FORESEEN_FOR_MS,
    })),
  });
  const targetAt = (index: number): PlannedTarget | undefined => {
    const page = pages.find(
      ({ data }) => data !== undefined && index >= data.offset && index < data.offset + data.targets.length,
    );
    return page?.data?.targets[index - page.data.offset];
  };
  return {
    scroll,
    items,
    height: virtualizer.getTotalSize(),
    measure: virtualizer.measureElement,
    targetAt,
    error: pages.find(({ error }) => error !== null)?.error ?? null,
    retry: () => {
      for (const page of pages) if (page.isError) void page.refetch();
    },
  };
}
