"use client";

import { Skeleton, Stack } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { readFailure } from "@/lib/queries/read-failure";
import { FailureAlert } from "./failure-alert";

/** What queries of one answer and of pages have in common. */
type Refetchable = { readonly refetch: () => unknown };

type QueryBoundaryProps<Data> = {
  query: Pick<UseQueryResult<Data>, "data" | "isError" | "error"> & Refetchable;
  children: (data: Data) => ReactNode;
  /** Shown instead of the content when `isEmpty` says so. */
  empty?: ReactNode;
  isEmpty?: (data: Data) => boolean;
  skeletonRows?: number;
};

/** A panel that loads: skeleton, failure with retry, nothing yet, or content. A failed refresh keeps the last content. */
export function QueryBoundary<Data>({ query, children, empty, isEmpty, skeletonRows = 4 }: QueryBoundaryProps<Data>) {
  if (query.data === undefined) {
    return query.isError ? <Failed query={query} /> : <Loading rows={skeletonRows} />;
  }
  return (
    <>
      {query.isError && <Failed query={query} />}
      {isEmpty?.(query.data) ? empty : children(query.data)}
    </>
  );
}

function Failed({ query }: { query: Pick<UseQueryResult, "error"> & Refetchable }) {
  return <FailureAlert failure={readFailure(query.error)} onRetry={() => void query.refetch()} />;
}

function Loading({ rows }: { rows: number }) {
  const t = useTranslations("common");
  return (
    <Stack gap="sm" role="status" aria-label={t("loading")}>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <Skeleton key={row} height={36} radius="md" />
      ))}
    </Stack>
  );
}
