import { join } from "node:path";
import { rulesOfManifest } from "@/e2e/support/api-server/access-rules";
import { mountVolume, type VolumeOptions } from "@/e2e/support/api-server/kubelet-volume";
import { RESOURCES } from "@/e2e/support/api-server/resources";
import { editAs } from "@/e2e/support/api-server/writes";
import type { PrometheusLine } from "@/e2e/support/parts.mjs";
import { kubernetesObjects, renderDeployRights } from "@/lib/cluster-access/deploy-rights";
import type { TransportOf } from "@/lib/deployments/transport-schema";
import { OWN_CONFIG, type TestFleet } from "./fleet";

export const NAMESPACE = "monitoring";

export type KubernetesPlaceOptions = {
  readonly line?: PrometheusLine;
  readonly changes?: Partial<TransportOf<"kubernetes">>;
  readonly volume?: Partial<VolumeOptions>;
  readonly config?: string;
  readonly name?: string;
};

export type KubernetesPlace = Awaited<ReturnType<typeof startKubernetesPlace>>;

/** A real Prometheus that reads a Secret of the fleet's API server through a kubelet's volume, and a token that may write it. */
export async function startKubernetesPlace(fleet: TestFleet, options: KubernetesPlaceOptions = {}) {
  const { line = "3.5", changes = {}, config = OWN_CONFIG, name = "prometheus-config" } = options;
  const { apiServer } = fleet;
  const { store } = apiServer;
  const folder = join(fleet.makeFolder(), "..", "volume");
  const transport: TransportOf<"kubernetes"> = {
    kind: "kubernetes",
    apiServer: apiServer.url,
    caPem: apiServer.caPem,
    tlsServerName: "kubernetes.default",
    namespace: NAMESPACE,
    secretName: name,
    configMapName: "",
    credentialsFolder: `${folder}-credentials`,
    key: "prometheus.yml",
    visibleSeconds: 20,
    isTakeover: true,
    ...changes,
  };
  const isMap = transport.configMapName !== "";
  const main = { resource: isMap ? "configmaps" : "secrets", name: isMap ? transport.configMapName : name } as const;
  const edit = (key: string, text: string, manager = "kubectl-edit") =>
    editAs(store, RESOURCES[main.resource], { namespace: NAMESPACE, name: main.name, manager }, [
      [["data", key], isMap ? text : Buffer.from(text).toString("base64")],
    ]);
  edit("prometheus.yml", config, "kubectl-create");
  const volume = { store, namespace: NAMESPACE, delayMs: 1_000, ...options.volume };
  const mounts = [mountVolume({ ...volume, ...main, folder })];
  if (isMap) {
    const { credentialsFolder } = transport;
    mounts.push(mountVolume({ ...volume, resource: "secrets", name, folder: credentialsFolder }));
  }
  const prometheus = await fleet.run(line, folder);
  const rules = rulesOfManifest(renderDeployRights(NAMESPACE, kubernetesObjects(transport)));
  return {
    prometheus,
    transport,
    token: apiServer.addToken({ user: `system:serviceaccount:${NAMESPACE}:promfleet-deploy`, rules }),
    mainFile: join(folder, "prometheus.yml"),
    /** Changes a key beside us, as another manager. */
    edit,
    /** The main file as the object holds it. */
    readMain: () => {
      const data = (store.get(main.resource, NAMESPACE, main.name)?.data ?? {}) as Record<string, string>;
      return Buffer.from(data["prometheus.yml"] ?? "", isMap ? "utf8" : "base64").toString();
    },
    /** Names of the keys of the Secret. */
    keys: () => Object.keys((store.get("secrets", NAMESPACE, name)?.data ?? {}) as object).sort(),
    stop: () => {
      for (const mount of mounts) mount.stop();
    },
  };
}
