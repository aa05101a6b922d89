/** A first file of tests, for people who have none: what the format can say. */
export const EXAMPLE_SUITE = `tests:
  - name: annotated services are kept
    scrape_config:
      job_name: web
      relabel_configs: &rules
        - source_labels: [__meta_kubernetes_service_annotation_prometheus_io_scrape]
          regex: "true"
          action: keep
        - source_labels: [__meta_kubernetes_service_name]
          target_label: service
    target:
      __address__: 10.1.2.3:9100
      __meta_kubernetes_service_name: shop
      __meta_kubernetes_service_annotation_prometheus_io_scrape: "true"
    prometheus: [2.53.3, 3.5.3]
    expect:
      labels:
        __address__: 10.1.2.3:9100
        __metrics_path__: /metrics
        __scheme__: http
        __scrape_interval__: 1m
        __scrape_timeout__: 10s
        instance: 10.1.2.3:9100
        job: web
        service: shop
  - name: all others are dropped
    scrape_config: { job_name: web, relabel_configs: *rules }
    target: { __address__: "10.1.2.4:9100" }
    expect: { dropped: true }
`;
