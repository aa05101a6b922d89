import type { ContainerObject, PodObject } from "./kubernetes-objects";
import { type LabelDraft, META, put, putMetadata } from "./object-labels";
import type { Observations } from "./observations";

/** What every target of a pod says of it. */
export function putPod(draft: LabelDraft, pod: PodObject, observations: Observations): void {
  put(draft, `${META}pod_name`, pod.name);
  put(draft, `${META}pod_ip`, pod.podIp);
  put(draft, `${META}pod_ready`, pod.ready);
  put(draft, `${META}pod_phase`, pod.phase);
  put(draft, `${META}pod_node_name`, pod.nodeName);
  put(draft, `${META}pod_host_ip`, pod.hostIp);
  put(draft, `${META}pod_uid`, pod.uid);
  put(draft, `${META}pod_controller_kind`, pod.controllerKind);
  put(draft, `${META}pod_controller_name`, pod.controllerName);
  putMetadata(draft, "pod", pod, observations);
}

export function putContainer(draft: LabelDraft, container: ContainerObject): void {
  put(draft, `${META}pod_container_name`, container.name);
  put(draft, `${META}pod_container_image`, container.image);
}

export function putContainerInit(draft: LabelDraft, { isInit }: ContainerObject): void {
  put(draft, `${META}pod_container_init`, isInit ? "true" : "false");
}

export function putContainerPort(draft: LabelDraft, name: string, number: string, protocol: string): void {
  put(draft, `${META}pod_container_port_name`, name);
  put(draft, `${META}pod_container_port_number`, number);
  put(draft, `${META}pod_container_port_protocol`, protocol);
}
