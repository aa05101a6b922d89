/**
 * The jobs of one cluster out of a deployed prometheus.yml, as the text that a server with this cluster alone would have.
 *
 * @returns null when the text has no job of the cluster
 */
export function jobsOfCluster(config: string, cluster: string): string | null {
  const blocks = config.split(/^(?=\s*- job_name: )/m).slice(1);
  const own = blocks.filter((block) => jobNameOf(block).startsWith(`${cluster}/`)).map(withoutTail);
  return own.length === 0 ? null : `scrape_configs:\n${own.join("")}`;
}

function jobNameOf(block: string): string {
  return (/^\s*- job_name: (.*)$/m.exec(block)?.[1] ?? "").trim().replace(/^["']|["']$/g, "");
}

// The last job of the file may be followed by other sections of the base config: lines that are indented no deeper.
function withoutTail(block: string): string {
  const [head = "", ...rest] = block.split(/(?<=\n)/);
  const indent = head.search(/\S/);
  const end = rest.findIndex((line) => line.trim() !== "" && line.search(/\S/) <= indent);
  return [head, ...(end === -1 ? rest : rest.slice(0, end))].join("");
}
