/** True when a config file that Prometheus names lies directly in the directory; a relative name tells nothing and passes. */
export function isInDirectory(configFile: string, directory: string): boolean {
  if (!configFile.startsWith("/")) return true;
  const folder = configFile.slice(0, configFile.lastIndexOf("/"));
  return folder === directory.replace(/\/+$/, "");
}
