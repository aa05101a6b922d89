import type { ClusterTargetHealth } from "@/lib/target-health/schema";

const LONE_WIDTH = 3;

type Samples = ClusterTargetHealth["samples"];
type Size = { readonly width: number; readonly height: number };

/** SVG paths of the targets that were up, from the bottom, and of those that were down, on top of them. */
export type HistoryShape = { readonly up: string; readonly down: string; readonly most: number };

/** Draws samples as two bands. Where there is no sample the bands end, and begin again behind. */
export function toHistoryShape(samples: Samples, { width, height }: Size): HistoryShape {
  const most = Math.max(1, ...samples.map((sample) => (sample === null ? 0 : sample[0] + sample[1])));
  const x = (index: number) => round((index / Math.max(samples.length - 1, 1)) * width);
  const y = (count: number) => round(height - (count / most) * height);
  const bands = runsOf(samples).map((run) => ({
    up: band(run.map(({ index, up }) => ({ x: x(index), low: y(0), high: y(up) }))),
    down: band(
      run
        .filter(({ down }) => run.some((other) => other.down > 0) && down >= 0)
        .map(({ index, up, down }) => ({ x: x(index), low: y(up), high: y(up + down) })),
    ),
  }));
  return { up: bands.map(({ up }) => up).join(""), down: bands.map(({ down }) => down).join(""), most };
}

type Point = { readonly index: number; readonly up: number; readonly down: number };

/** Stretches without a gap. */
function runsOf(samples: Samples): Point[][] {
  const runs: Point[][] = [];
  let run: Point[] = [];
  for (const [index, sample] of samples.entries()) {
    if (sample !== null) run.push({ index, up: sample[0], down: sample[1] });
    if (run.length > 0 && (sample === null || index === samples.length - 1)) {
      runs.push(run);
      run = [];
    }
  }
  return runs;
}

function band(points: readonly { x: number; low: number; high: number }[]): string {
  const [first] = points;
  if (first === undefined) return "";
  // A sample on its own gets a width, within the picture, or nobody would see it: the first one after a deployment.
  const left = Math.max(first.x - LONE_WIDTH, 0);
  const lone = [
    { ...first, x: left },
    { ...first, x: left + LONE_WIDTH },
  ];
  const wide = points.length === 1 ? lone : points;
  const upper = wide.map(({ x, high }) => `${x} ${high}`);
  const lower = [...wide].reverse().map(({ x, low }) => `${x} ${low}`);
  return `M${[...upper, ...lower].join("L")}Z`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The worst moment of a window; null when nothing was down. */
export function worstSample(samples: Samples): { readonly index: number; readonly down: number } | null {
  let worst: { index: number; down: number } | null = null;
  for (const [index, sample] of samples.entries()) {
    if (sample !== null && sample[1] > (worst?.down ?? 0)) worst = { index, down: sample[1] };
  }
  return worst;
}

/** All clusters together. */
export function sumSamples(clusters: readonly ClusterTargetHealth[]): Samples {
  const length = Math.max(0, ...clusters.map(({ samples }) => samples.length));
  return Array.from({ length }, (_, index) => {
    const present = clusters.flatMap(({ samples }) => (samples[index] == null ? [] : [samples[index]]));
    if (present.length === 0) return null;
    return [sum(present.map(([up]) => up)), sum(present.map(([, down]) => down))];
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
