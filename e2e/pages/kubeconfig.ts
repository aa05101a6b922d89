import type { ApiServer } from "@/e2e/support/api-server/start-api-server";

/** One context with a token, one whose credential comes from a program. */
export function kubeconfigOf({ url, caPem, token }: ApiServer): string {
  const caData = Buffer.from(caPem).toString("base64");
  return `apiVersion: v1
kind: Config
current-context: good
clusters:
  - name: here
    cluster: { server: "${url}", certificate-authority-data: ${caData} }
users:
  - name: robot
    user: { token: "${token()}" }
  - name: cloud
    user: { exec: { apiVersion: client.authentication.k8s.io/v1, command: cloud-login } }
contexts:
  - { name: good, context: { cluster: here, user: robot } }
  - { name: cloud, context: { cluster: here, user: cloud } }
`;
}
