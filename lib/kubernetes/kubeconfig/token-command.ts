/**
 * Shell commands that make a service account with a bearer token, for a context whose own way of signing in cannot be
 * used. The token is printed last; it lives for a year if the cluster allows that.
 */
export function tokenCommand(context: string): string {
  const kubectl = `kubectl --context ${quote(context)}`;
  return [
    `${kubectl} create namespace promfleet`,
    `${kubectl} -n promfleet create serviceaccount promfleet`,
    `${kubectl} create clusterrole promfleet --verb=get,list,watch --resource=nodes,nodes/metrics,nodes/proxy,services,services/proxy,endpoints,pods,pods/proxy`,
    `${kubectl} create clusterrolebinding promfleet --clusterrole=promfleet --serviceaccount=promfleet:promfleet`,
    `${kubectl} -n promfleet create token promfleet --duration=8760h`,
  ].join("\n");
}

/** One word for POSIX shells, whatever is in it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
