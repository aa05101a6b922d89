import { insertRevision } from "@/lib/db/revisions";
import { insertServer } from "@/lib/db/servers";
import { Secret } from "@/lib/secrets/secret";
import { serverInputSchema } from "@/lib/servers/schema";

/** A server that nobody can reach, for tests of what is stored. @returns its id */
export async function insertBareServer(name: string): Promise<string> {
  const input = serverInputSchema.parse({
    name,
    url: "http://127.0.0.1:1",
    auth: { kind: "none" },
    transport: { kind: "directory", directory: "/srv" },
  });
  const secrets = { auth: { kind: "none" }, baseConfig: new Secret(""), baseConfigMasked: "", transportSecret: null } as const;
  return await insertServer({ ...input, ...secrets, policy: {} });
}

/** A revision whose main file is one comment with its number. @returns its id */
export async function insertBareRevision(serverId: string, number: number): Promise<string> {
  const main = { path: "prometheus.yml", content: `# ${number}\n`, mode: 0o640, isSecret: false };
  const bundle = { files: [main], config: main.content, jobs: [], digest: String(number).padStart(64, "0") };
  const contents = { mainDigest: `main-${number}`, jobs: [], files: ["prometheus.yml"] };
  return (await insertRevision({ serverId, bundle, configMasked: main.content, contents, author: "a", reason: "" })).id;
}
