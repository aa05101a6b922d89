import { join } from "node:path";
import { rulesOfManifest } from "@/e2e/support/api-server/access-rules";
import { mountVolume } from "@/e2e/support/api-server/kubelet-volume";
import { startOperator } from "@/e2e/support/api-server/operator";
import { RESOURCES } from "@/e2e/support/api-server/resources";
import { editAs } from "@/e2e/support/api-server/writes";
import { kubernetesObjects, operatorReads, renderDeployRights } from "@/lib/cluster-access/deploy-rights";
import type { Bench } from "./bench";
import { NAMESPACE } from "./kubernetes-place";

const KEY = "scrape-configs.yaml";
/** What our main file has before the list that the operator wants, and what stands under the key for no main file. */
const HEAD = "scrape_configs:\n";
const NOTHING = "# nothing is deployed\n[]\n";
let count = 0;

/** A Prometheus whose main file an operator writes, from our Secret and from a job of its own. */
export function operatorBench(): Bench {
  return {
    name: "prometheus-operator, Prometheus 3.5",
    // Only a job of the user's changes from one deployment to the next: nothing of a cluster is foreseen anew.
    unpassed: /^compare\./,
    async start(fleet) {
      count += 1;
      const name = `kill-scrape-configs-${count}`;
      const prometheusName = `kill-${count}`;
      const { apiServer } = fleet;
      const { store } = apiServer;
      const root = fleet.makeFolder();
      const [folder, credentialsFolder] = [join(root, "config"), join(root, "secrets")];
      editAs(store, RESOURCES.secrets, { namespace: NAMESPACE, name, manager: "kubectl-create" }, [
        [["data", "README"], Buffer.from("jobs of Promfleet").toString("base64")],
      ]);
      const volume = mountVolume({
        store,
        resource: "secrets",
        namespace: NAMESPACE,
        name,
        folder: credentialsFolder,
        delayMs: 500,
      });
      store.put("prometheuses", {
        metadata: { namespace: NAMESPACE, name: prometheusName, generation: 1 },
        spec: { additionalScrapeConfigs: { name, key: KEY, optional: true }, secrets: [name] },
      });
      const ownJobs = [{ job_name: `serviceMonitor/${NAMESPACE}/own/0` }];
      const operator = startOperator({ store, namespace: NAMESPACE, name: prometheusName, folder, ownJobs, delayMs: 300 });
      const prometheus = await fleet.run("3.5", folder);
      operator.reloadWith(() => prometheus.reload());
      const objects = kubernetesObjects({ secretName: name, configMapName: "" });
      const rules = rulesOfManifest(renderDeployRights(NAMESPACE, objects, operatorReads(prometheusName)));
      return {
        prometheus,
        transport: {
          kind: "prometheus-operator",
          apiServer: apiServer.url,
          caPem: apiServer.caPem,
          tlsServerName: "kubernetes.default",
          namespace: NAMESPACE,
          prometheusName,
          secretName: name,
          credentialsFolder,
          key: KEY,
          visibleSeconds: 1,
          isTakeover: false,
        },
        transportSecret: apiServer.addToken({ user: `system:serviceaccount:${NAMESPACE}:promfleet-deploy`, rules }),
        readMain: () => {
          const data = (store.get("secrets", NAMESPACE, name)?.data ?? {}) as Record<string, string>;
          const list = data[KEY] === undefined ? NOTHING : Buffer.from(data[KEY], "base64").toString();
          return list === NOTHING ? null : HEAD + list;
        },
        // Everything but jobs is the operator's; a timeout beyond the interval in its main file, nobody here knows.
        baseConfig: (generation, isRefused) =>
          `${HEAD}  - job_name: own\n${isRefused ? "    scrape_timeout: 45s\n" : ""}    static_configs:\n      - targets: ["localhost:1"]\n        labels:\n          generation: ${generation}\n`,
        visibleWithinMs: 5_000,
        leftovers: () => [],
        stop: async () => {
          operator.stop();
          volume.stop();
        },
      };
    },
  };
}
