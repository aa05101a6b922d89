import { goQuote } from "@/lib/relabel/go-quote";
import { isSet, itemsOf, type ObjectCheck, report, textOf } from "./config-finding";
import { parseDuration } from "./duration";
import { isAtLeast } from "./versions";
import type { YamlNode } from "./yaml-node";

const INTERVAL_DEFAULT_MS = 60_000;

/** Checks `global` by itself. */
export function checkGlobal(check: ObjectCheck): void {
  checkProtocols(check, "for global config");
  const timeout = readMs(check.node, "scrape_timeout");
  if (timeout <= (readMs(check.node, "scrape_interval") || INTERVAL_DEFAULT_MS)) return;
  const prometheus = "global scrape timeout greater than scrape interval";
  report(check, "scrape_timeout", { code: "config/global-timeout", prometheus });
}

/** Checks a job as a whole, against the defaults that `global` gives it. */
export function checkJob(check: ObjectCheck, global: YamlNode | null): void {
  const name = textOf(check.node, "job_name");
  if (name === "") report(check, "job_name", { code: "config/job-name-empty", prometheus: "job_name is empty" });
  const of = `for scrape config with job name ${goQuote(name)}`;
  const interval = readMs(check.node, "scrape_interval") || readMs(global, "scrape_interval") || INTERVAL_DEFAULT_MS;
  if (readMs(check.node, "scrape_timeout") > interval) {
    const prometheus = `scrape timeout greater than scrape interval ${of}`;
    report(check, "scrape_timeout", { code: "config/job-timeout", parameters: { job: name }, prometheus });
  }
  checkProtocols(check, of);
  checkNameScheme(check, global);
}

function checkProtocols(check: ObjectCheck, of: string): void {
  if (!isSet(check.node, "scrape_protocols")) return;
  const protocols = itemsOf(check.node, "scrape_protocols").map((item) => (item.kind === "scalar" ? item.text : ""));
  if (protocols.length === 0) {
    const prometheus = `scrape_protocols cannot be empty ${of}`;
    report(check, "scrape_protocols", { code: "config/protocols-empty", prometheus });
  }
  if (new Set(protocols).size === protocols.length) return;
  const prometheus = `duplicated protocol in scrape_protocols, got [${protocols.join(" ")}] ${of}`;
  report(check, "scrape_protocols", { code: "config/protocols-repeated", prometheus });
}

/** Escaping "allow-utf-8", which is the default, contradicts legacy names; 3.4 to 3.6 even apply the default of utf8 to a legacy job. */
function checkNameScheme(check: ObjectCheck, global: YamlNode | null): void {
  const { node, version } = check;
  const jobScheme = textOf(node, "metric_name_validation_scheme");
  const globalScheme = textOf(global, "metric_name_validation_scheme") || "utf8";
  const written = textOf(node, "metric_name_escaping_scheme") || textOf(global, "metric_name_escaping_scheme");
  const isUnfixed = isAtLeast(version, 3, 4) && !isAtLeast(version, 3, 7);
  const inherited = isUnfixed && globalScheme === "utf8" ? "allow-utf-8" : "underscores";
  const isLegacy = (jobScheme || globalScheme) === "legacy";
  if (!isAtLeast(version, 3, 4) || !isLegacy || (written || inherited) !== "allow-utf-8") return;
  const prometheus = "utf8 metric names requested but validation scheme is not set to UTF8";
  report(check, "metric_name_validation_scheme", { code: "config/name-scheme", prometheus });
}

/** Milliseconds of a duration field; 0 when it is absent or wrong, which is reported elsewhere. */
function readMs(node: YamlNode | null, field: string): number {
  const duration = parseDuration(textOf(node, field) || "0");
  return duration.ok ? duration.value : 0;
}

/** Every job name may appear once, in document order the second one is wrong. */
export function checkJobNames(check: ObjectCheck): void {
  const seen = new Set<string>();
  for (const [index, job] of itemsOf(check.node, "scrape_configs").entries()) {
    const name = textOf(job, "job_name");
    if (name !== "" && seen.has(name) && job.kind === "mapping") {
      const prometheus = `found multiple scrape configs with job name ${goQuote(name)}`;
      const path = [...check.path, "scrape_configs", index];
      report({ ...check, node: job, path }, "job_name", {
        code: "config/job-name-repeated",
        parameters: { job: name },
        prometheus,
      });
    }
    seen.add(name);
  }
}

/** Paths of further files may hold a `*` in their last part only. */
export function checkConfigFiles(check: ObjectCheck): void {
  for (const item of itemsOf(check.node, "scrape_config_files")) {
    const path = item.kind === "scalar" ? item.text : "";
    if (!/\*.*\//.test(path)) continue;
    const prometheus = `invalid scrape config file path ${goQuote(path)}`;
    report(check, "scrape_config_files", { code: "config/config-files-path", parameters: { path }, prometheus });
  }
}
