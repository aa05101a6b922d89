import type { ContainerObject, PodObject } from "./kubernetes-objects";
import { integerIn, listIn, objectIn, type Raw, sharedTextIn, textIn } from "./raw-fields";
import { readMetadata } from "./read-metadata";

export function readPod(raw: Raw): PodObject {
  const spec = objectIn(raw.spec);
  const status = objectIn(raw.status);
  const controller = controllerOf(raw);
  return {
    ...readMetadata(raw),
    uid: textIn(objectIn(raw.metadata).uid),
    nodeName: sharedTextIn(spec.nodeName),
    podIp: textIn(status.podIP),
    hostIp: sharedTextIn(status.hostIP),
    phase: sharedTextIn(status.phase),
    ready: readiness(status),
    controllerKind: sharedTextIn(controller.kind),
    controllerName: sharedTextIn(controller.name),
    containers: [
      ...listIn(spec.containers).map((entry) => readContainer(entry, status.containerStatuses, false)),
      ...listIn(spec.initContainers).map((entry) => readContainer(entry, status.initContainerStatuses, true)),
    ],
  };
}

/** The first owner that says it controls the pod. */
function controllerOf(raw: Raw): Raw {
  const owners = listIn(objectIn(raw.metadata).ownerReferences).map(objectIn);
  return owners.find(({ controller }) => controller === true) ?? {};
}

function readiness(status: Raw): string {
  const condition = listIn(status.conditions)
    .map(objectIn)
    .find(({ type }) => type === "Ready");
  return condition === undefined ? "unknown" : sharedTextIn(condition.status).toLowerCase();
}

function readContainer(entry: unknown, statuses: unknown, isInit: boolean): ContainerObject {
  const container = objectIn(entry);
  const name = sharedTextIn(container.name);
  const started = listIn(statuses).find((status) => textIn(objectIn(status).name) === name);
  return {
    name,
    image: sharedTextIn(container.image),
    id: textIn(objectIn(started).containerID),
    isInit,
    ports: listIn(container.ports).map((port) => {
      const { name: portName, containerPort, protocol } = objectIn(port);
      return { name: sharedTextIn(portName), port: integerIn(containerPort), protocol: sharedTextIn(protocol) };
    }),
  };
}
