import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import {
  type DiscoveryEnd,
  type DiscoveryLine,
  type DiscoveryProgress,
  type DiscoveryRequest,
  discoveryLineSchema,
} from "@/lib/cluster-discovery/schema";
import { RequestError, requestTextLines } from "@/lib/http/client";
import { problem } from "@/lib/result";

export type ClusterTargetsRequest = DiscoveryRequest & {
  readonly clusterId: string;
  /** Of the Prometheus whose discovery is wanted. */
  readonly version: string;
};

/** Label sets, one JSON object per line and unread, for a worker to read: there may be hundreds of megabytes of them. */
export type ClusterTargets = { readonly blob: Blob; readonly end: DiscoveryEnd };

/** Text in the page's memory; more of it moves into a blob. */
const TEXT_LENGTH_MAX = 4_000_000;

/** Discovers the targets of a cluster; tells how far it is, and can be stopped. Leaving the page stops it as well. */
export function useClusterTargets() {
  const running = useRef<AbortController | null>(null);
  const [progress, setProgress] = useState<DiscoveryProgress | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const discovery = useMutation({
    mutationFn: (request: ClusterTargetsRequest) => {
      running.current?.abort();
      running.current = new AbortController();
      setProgress(null);
      return readTargets(request, { signal: running.current.signal, onProgress: setProgress });
    },
  });
  return { discovery, progress, stop: () => running.current?.abort(), wasStopped: running.current?.signal.aborted === true };
}

async function readTargets(
  { clusterId, role, attachNode, version }: ClusterTargetsRequest,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: DiscoveryProgress) => void },
): Promise<ClusterTargets> {
  const query = new URLSearchParams({ role, attachNode: String(attachNode), version });
  const collected = collectText();
  for await (const lines of requestTextLines(`/api/v1/clusters/${clusterId}/discovered-targets?${query}`, { signal })) {
    for (const line of lines) {
      const told = readLine(line);
      if (told === null) collected.add(line);
      else if ("progress" in told) onProgress(told.progress);
      else if ("restart" in told) collected.clear();
      else return { blob: collected.blob(), end: told.end };
    }
  }
  // Whatever came is not the whole.
  throw new RequestError({ code: "offline", status: 0, problems: [problem("request/offline")], requestId: null });
}

/** Null for a label set: the values of labels are texts. */
function readLine(line: string): DiscoveryLine | null {
  return /^\{"\w+":"/.test(line) ? null : (discoveryLineSchema.safeParse(JSON.parse(line)).data ?? null);
}

function collectText() {
  let parts: (string | Blob)[] = [];
  let lines: string[] = [];
  let length = 0;
  const pack = () => {
    if (lines.length > 0) parts.push(new Blob([`${lines.join("\n")}\n`]));
    lines = [];
    length = 0;
  };
  return {
    add(line: string) {
      lines.push(line);
      length += line.length;
      if (length > TEXT_LENGTH_MAX) pack();
    },
    clear() {
      parts = [];
      lines = [];
      length = 0;
    },
    blob() {
      pack();
      return new Blob(parts);
    },
  };
}
