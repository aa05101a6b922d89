const PREFIX = "__meta_kubernetes_";

/** What Prometheus discovers about an object, by the part of the label name that follows its prefix. */
const FIXED: ReadonlySet<string> = new Set(
  `namespace
  node_name node_provider_id
  service_name service_port_name service_port_number service_port_protocol service_type service_external_name
  service_cluster_ip service_loadbalancer_ip
  pod_name pod_ip pod_ready pod_phase pod_node_name pod_host_ip pod_uid pod_controller_kind pod_controller_name
  pod_container_name pod_container_image pod_container_id pod_container_init
  pod_container_port_name pod_container_port_number pod_container_port_protocol
  pod_deployment_name pod_job_name pod_cronjob_name
  endpoints_name endpoint_ready endpoint_port_name endpoint_port_protocol endpoint_hostname endpoint_node_name
  endpoint_address_target_kind endpoint_address_target_name
  endpointslice_name endpointslice_address_type endpointslice_port endpointslice_port_name endpointslice_port_protocol
  endpointslice_port_app_protocol endpointslice_endpoint_conditions_ready endpointslice_endpoint_conditions_serving
  endpointslice_endpoint_conditions_terminating endpointslice_endpoint_hostname endpointslice_endpoint_node_name
  endpointslice_endpoint_zone endpointslice_address_target_kind endpointslice_address_target_name
  ingress_name ingress_host ingress_path ingress_scheme ingress_class_name`
    .split(/\s+/)
    .filter((name) => name !== ""),
);

const KEYED = /^(node|service|pod|endpoints|endpointslice|ingress|namespace)_(label|annotation)(present)?_(.+)$/;
const OTHER_KEYED = /^(?:node_address|node_condition|endpointslice_endpoint_topology)_(.+)$/;

/** A label of Kubernetes discovery, taken apart. */
export type KubernetesLabel =
  /** `__meta_kubernetes_pod_name`: "pod_name". */
  | { readonly kind: "fixed"; readonly name: string }
  /** A label or an annotation of an object; `isPresence`: the label that says only that it is there. */
  | {
      readonly kind: "label" | "annotation";
      readonly object: "node" | "service" | "pod" | "endpoints" | "endpointslice" | "ingress" | "namespace";
      /** As discovery writes it: every character that a label name cannot hold is `_`. */
      readonly key: string;
      readonly isPresence: boolean;
    }
  | { readonly kind: "other"; readonly name: string };

/** Takes a label of Kubernetes discovery apart; null for any other label, "unknown" for one that no role has. */
export function parseKubernetesLabel(label: string): KubernetesLabel | "unknown" | null {
  if (!label.startsWith(PREFIX)) return null;
  const name = label.slice(PREFIX.length);
  if (FIXED.has(name)) return { kind: "fixed", name };
  const [whole, object, kind, present, key] = KEYED.exec(name) ?? [];
  if (whole !== undefined && key !== undefined) {
    return {
      kind: kind as "label" | "annotation",
      object: object as Extract<KubernetesLabel, { key: string }>["object"],
      key,
      isPresence: present !== undefined,
    };
  }
  return OTHER_KEYED.test(name) ? { kind: "other", name } : "unknown";
}

/** The label that somebody who mistyped `label` most probably meant; null when several, or none, are near. */
export function nearestKubernetesLabel(label: string): string | null {
  const name = label.slice(PREFIX.length);
  const near = [...FIXED].filter((known) => editDistance(known, name, 2) <= 2);
  const [only] = near;
  return near.length === 1 && only !== undefined ? PREFIX + only : null;
}

function editDistance(a: string, b: string, max: number): number {
  if (Math.abs(a.length - b.length) > max) return max + 1;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
