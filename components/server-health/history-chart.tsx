import type { ClusterTargetHealth } from "@/lib/target-health/schema";
import styles from "./history-chart.module.css";
import { toHistoryShape } from "./history-shape";

const WIDTH = 240;

type HistoryChartProps = {
  samples: ClusterTargetHealth["samples"];
  height: number;
  /** What the picture says, in words. */
  label: string;
};

/** Targets up and down over time as two bands; down lies on top of up, so that it is told apart without colour. */
export function HistoryChart({ samples, height, label }: HistoryChartProps) {
  const { up, down } = toHistoryShape(samples, { width: WIDTH, height });
  return (
    <svg
      className={styles.chart}
      viewBox={`0 0 ${WIDTH} ${height}`}
      height={height}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path className={styles.up} d={up} />
      <path className={styles.down} d={down} />
    </svg>
  );
}
