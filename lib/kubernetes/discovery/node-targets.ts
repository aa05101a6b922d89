import { emptyLabelSet, type LabelSet } from "@/lib/relabel/label-set";
import type { DiscoveryContext } from "./discovery-context";
import { formatPort, joinHostPort } from "./join-host-port";
import type { NodeObject } from "./kubernetes-objects";
import { META, put, putMetadata, sanitizeLabelName } from "./object-labels";

// In the order of preference; upstream's documentation leaves out the two DNS types.
const ADDRESS_TYPES = ["InternalIP", "InternalDNS", "ExternalIP", "ExternalDNS", "LegacyHostIP", "Hostname"] as const;

/** One target per node that has an address: its kubelet. */
export function nodeTargets(node: NodeObject, { features, observations }: DiscoveryContext): LabelSet[] {
  const firstOfType = new Map<string, string>();
  for (const { type, address } of node.addresses) if (!firstOfType.has(type)) firstOfType.set(type, address);
  const type = ADDRESS_TYPES.find((candidate) => firstOfType.has(candidate));
  if (type === undefined) return [];
  const draft = emptyLabelSet();
  put(draft, "__address__", joinHostPort(firstOfType.get(type) ?? "", formatPort(node.kubeletPort)));
  put(draft, "instance", node.name);
  put(draft, `${META}node_name`, node.name);
  put(draft, `${META}node_provider_id`, node.providerId);
  for (const [addressType, address] of firstOfType) {
    put(draft, `${META}node_address_${sanitizeLabelName(addressType)}`, address);
  }
  putMetadata(draft, "node", node, observations);
  if (features.tellsNodeConditions) {
    for (const condition of node.conditions) {
      const name = `${META}node_condition_${sanitizeLabelName(condition.type.toLowerCase())}`;
      put(draft, name, condition.status.toLowerCase());
    }
  }
  return [draft];
}
