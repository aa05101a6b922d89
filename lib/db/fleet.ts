import "server-only";
import { db } from "./database";

/** How many clusters and servers there are. */
export async function countFleet(): Promise<{ clusters: number; insecureClusters: number; servers: number }> {
  const clusters = await db().cluster.count();
  const insecureClusters = await db().cluster.count({ where: { caPem: null } });
  return { clusters, insecureClusters, servers: await db().server.count() };
}
