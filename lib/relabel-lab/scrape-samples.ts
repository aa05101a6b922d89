import type { MetricLabDraft } from "./metric-lab-draft";
import captured from "./scrape-samples.json";

/** Names of the sample scrapes; their titles are in the catalogues under `metricRelabel.samples.<id>`. */
export const SCRAPE_SAMPLE_IDS = ["node-exporter", "cadvisor", "openmetrics"] as const;
export type ScrapeSampleId = (typeof SCRAPE_SAMPLE_IDS)[number];

type ScrapeSample = Pick<MetricLabDraft, "scrapeText" | "rulesText" | "targetText">;

const RULES: Record<ScrapeSampleId, string> = {
  "node-exporter": `metric_relabel_configs:
  # What the exporter says about itself costs as much as what it measures.
  - source_labels: [__name__]
    regex: (go|promhttp|process)_.*
    action: drop
  - source_labels: [__name__, mode]
    separator: /
    regex: node_cpu_seconds_total/(nice|steal|softirq|irq)
    action: drop
  # /dev/vda becomes disk="vda".
  - source_labels: [device]
    regex: /dev/(.+)
    target_label: disk
  - regex: fstype|minor
    action: labeldrop
`,
  cadvisor: `metric_relabel_configs:
  # Sums of a pod and of the node's cgroups: the containers themselves remain.
  - source_labels: [container]
    regex: ""
    action: drop
  - source_labels: [__name__]
    regex: container_(memory_rss|spec_.*|tasks_state)
    action: drop
  - regex: id|name|image
    action: labeldrop
`,
  openmetrics: `metric_relabel_configs:
  - source_labels: [__name__]
    regex: .+_created
    action: drop
  # Each bucket is a series of its own.
  - source_labels: [__name__, le]
    regex: shop_request_seconds_bucket;0.1
    action: drop
`,
};

const TARGETS: Record<ScrapeSampleId, string> = {
  "node-exporter": 'job="node-exporter"\ninstance="alpha-worker-b:9100"\ncluster="alpha"',
  cadvisor: 'job="cadvisor"\ninstance="alpha-worker-b"\ncluster="alpha"',
  openmetrics: 'job="shop"\ninstance="shop-1:8080"',
};

/** A scrape of a real exporter with rules that suit it. */
export function scrapeSample(wanted: ScrapeSampleId): ScrapeSample {
  const scrapeText = captured.find(({ id }) => id === wanted)?.text ?? "";
  return { scrapeText, rulesText: RULES[wanted], targetText: TARGETS[wanted] };
}

/** What the lab of series shows when it has never been used. */
export function firstMetricDraft(): MetricLabDraft {
  return {
    ...scrapeSample("node-exporter"),
    rulesOff: [],
    format: "auto",
    job: {
      honor_labels: false,
      sample_limit: 0,
      label_limit: 0,
      label_name_length_limit: 0,
      label_value_length_limit: 0,
      metric_name_validation_scheme: "utf8",
    },
    prometheusVersion: "3.5.3",
  };
}
