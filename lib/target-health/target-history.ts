import type { ClusterTargetHealth } from "./schema";

/** One time series: seconds since 1970 and values. */
type Series = {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [at: number, value: number])[];
};

type Sampling = { readonly startSeconds: number; readonly stepSeconds: number; readonly count: number };

/**
 * Lays `up` targets and all targets of each cluster side by side, one pair per sample.
 * Most targets down first, then the larger share, then by name; the base config's own jobs last among equals.
 */
export function toTargetHistory(up: readonly Series[], total: readonly Series[], sampling: Sampling): ClusterTargetHealth[] {
  const upOf = new Map(up.map((series) => [series.labels["cluster"] ?? "", toSamples(series, sampling)]));
  return total
    .map((series) => {
      const name = series.labels["cluster"] ?? "";
      const counts = toSamples(series, sampling);
      const ups = upOf.get(name) ?? [];
      const samples = counts.map((all, index) => toPair(ups[index] ?? 0, all));
      const [lastUp, lastDown] = samples.at(-1) ?? [0, 0];
      return { cluster: name === "" ? null : name, up: lastUp, down: lastDown, samples };
    })
    .sort(worstFirst);
}

function toSamples({ points }: Series, { startSeconds, stepSeconds, count }: Sampling): (number | null)[] {
  const samples: (number | null)[] = Array.from({ length: count }, () => null);
  for (const [at, value] of points) {
    const index = Math.round((at - startSeconds) / stepSeconds);
    if (index >= 0 && index < count) samples[index] = value;
  }
  return samples;
}

function toPair(up: number, all: number | null): [number, number] | null {
  return all === null ? null : [up, all - up];
}

function worstFirst(a: ClusterTargetHealth, b: ClusterTargetHealth): number {
  const share = ({ up, down }: ClusterTargetHealth) => down / Math.max(up + down, 1);
  const names = (a.cluster ?? "\uffff").localeCompare(b.cluster ?? "\uffff", "en");
  return b.down - a.down || share(b) - share(a) || names;
}
