import { emptyLabelSet, type LabelSet } from "@/lib/relabel/label-set";
import type { DiscoveryContext, Features } from "./discovery-context";
import { joinHostPort } from "./join-host-port";
import type { ServiceObject } from "./kubernetes-objects";
import { type LabelDraft, META, put, putAll, putMetadata } from "./object-labels";
import type { Observations } from "./observations";

/** One target per port of the service, by its name in the cluster's DNS. */
export function serviceTargets(service: ServiceObject, { features, observations, putNamespace }: DiscoveryContext): LabelSet[] {
  if (service.ports.length === 0) return [];
  const group = emptyLabelSet();
  putService(group, service, observations);
  putNamespace(group, service.namespace);
  return service.ports.map(({ name, port, protocol }) => {
    const draft = emptyLabelSet();
    put(draft, "__address__", joinHostPort(`${service.name}.${service.namespace}.svc`, String(port)));
    put(draft, `${META}service_port_name`, name);
    put(draft, `${META}service_port_number`, String(port));
    put(draft, `${META}service_port_protocol`, protocol);
    put(draft, `${META}service_type`, service.type);
    putReachability(draft, service, features);
    putAll(draft, group);
    return draft;
  });
}

function putReachability(draft: LabelDraft, service: ServiceObject, { tellsLoadBalancerStatus }: Features): void {
  if (service.type === "ExternalName") put(draft, `${META}service_external_name`, service.externalName);
  else put(draft, `${META}service_cluster_ip`, service.clusterIp);
  if (service.type !== "LoadBalancer") return;
  const given = tellsLoadBalancerStatus ? service.loadBalancerIngressIps.join(",") : "";
  put(draft, `${META}service_loadbalancer_ip`, given || service.loadBalancerIp);
}

/** What every target behind a service says of it. */
export function putService(draft: LabelDraft, service: ServiceObject, observations: Observations): void {
  put(draft, `${META}namespace`, service.namespace);
  put(draft, `${META}service_name`, service.name);
  putMetadata(draft, "service", service, observations);
}
