import { goQuote } from "@/lib/relabel/go-quote";
import { type LabelSet, toLabelSet } from "@/lib/relabel/label-set";
import { semanticsOf } from "@/lib/relabel/semantics";
import { type Problem, problem } from "@/lib/result";
import { parseDuration } from "./duration";
import { lacksPort } from "./host-port";
import { renderScrapeUrl } from "./scrape-url";
import { HISTOGRAM_FIELDS, hasHistogramLabels, type TargetJob } from "./target-job";
import { isAtLeast, type PrometheusVersion } from "./versions";

/** Something that Prometheus does by itself after the rules; listed only when it changed a label. */
export type ImplicitStep = {
  readonly kind: "default_port" | "meta_removed" | "instance";
  readonly before: LabelSet;
  readonly after: LabelSet;
};

export type KeptTarget = {
  readonly kind: "kept";
  /** Every label that Prometheus keeps for the target, `__` ones included: its identity, with the URL. */
  readonly labels: LabelSet;
  /** Labels of its series. */
  readonly publicLabels: LabelSet;
  readonly scrapeUrl: string;
  readonly interval: string;
  readonly timeout: string;
};

/** Refused by a check: Prometheus logs it and shows the target nowhere. */
export type RefusedTarget = { readonly kind: "error"; readonly message: string; readonly problem: Problem };

export type FinishedTarget = {
  readonly implicit: readonly ImplicitStep[];
  readonly outcome: KeptTarget | RefusedTarget;
};

/** Checks and completes what the rules left, in Prometheus's order; the first failed check ends it. */
export function finishTarget(job: TargetJob, relabelled: LabelSet, version: PrometheusVersion): FinishedTarget {
  const implicit: ImplicitStep[] = [];
  const addressed = completeAddress(relabelled, job, version);
  if ("code" in addressed) return refuse(addressed, implicit);
  note(implicit, "default_port", relabelled, addressed.labels);
  const found =
    checkHostname(addressed.labels, version) ??
    checkTimes(addressed.labels, version) ??
    checkHistograms(addressed.labels, version);
  if (found !== null) return refuse(found, implicit);
  const withoutMeta = removeMeta(addressed.labels);
  note(implicit, "meta_removed", addressed.labels, withoutMeta);
  const labels = setInstance(withoutMeta);
  note(implicit, "instance", withoutMeta, labels);
  return { implicit, outcome: toKept(labels, job) };
}

function refuse(found: Problem, implicit: readonly ImplicitStep[]): FinishedTarget {
  return { implicit, outcome: { kind: "error", message: found.prometheus ?? found.code, problem: found } };
}

function note(implicit: ImplicitStep[], kind: ImplicitStep["kind"], before: LabelSet, after: LabelSet): void {
  if (before !== after) implicit.push({ kind, before, after });
}

/** Prometheus 2 adds a port to an address without one; Prometheus 3 takes addresses as they are. */
function completeAddress(labels: LabelSet, job: TargetJob, version: PrometheusVersion): { labels: LabelSet } | Problem {
  const address = labels.__address__;
  if (address === undefined) return problem("target/no-address", { prometheus: "no address" });
  if (isAtLeast(version, 3, 0) || !lacksPort(address)) return { labels };
  const scheme = labels.__scheme__ ?? "http";
  if (scheme !== "http" && scheme !== "https") {
    // The message names the scheme of the job even when a rule set another one.
    const prometheus = `invalid scheme: ${goQuote(job.scheme ?? "http", semanticsOf(version).unicode)}`;
    return problem("target/scheme", { parameters: { scheme, address }, prometheus });
  }
  return { labels: withLabel(labels, "__address__", `${address}:${scheme === "https" ? 443 : 80}`) };
}

function checkHostname({ __address__: address = "" }: LabelSet, version: PrometheusVersion): Problem | null {
  if (!address.includes("/")) return null;
  const prometheus = `${goQuote(address, semanticsOf(version).unicode)} is not a valid hostname`;
  return problem("target/hostname", { parameters: { address }, prometheus });
}

function checkTimes(labels: LabelSet, version: PrometheusVersion): Problem | null {
  const interval = readTime(labels, "interval", version);
  if (typeof interval !== "number") return interval;
  const timeout = readTime(labels, "timeout", version);
  if (typeof timeout !== "number") return timeout;
  if (timeout <= interval) return null;
  const parameters = { timeout: labels.__scrape_timeout__ ?? "", interval: labels.__scrape_interval__ ?? "" };
  const texts = `(${goQuote(parameters.timeout)} > ${goQuote(parameters.interval)})`;
  const prometheus = `scrape timeout cannot be greater than scrape interval ${texts}`;
  return problem("target/timeout-above-interval", { parameters, prometheus });
}

const TIME_CODES = {
  interval: { invalid: "target/interval", zero: "target/zero-interval" },
  timeout: { invalid: "target/timeout", zero: "target/zero-timeout" },
};

function readTime(labels: LabelSet, what: "interval" | "timeout", version: PrometheusVersion): number | Problem {
  const text = labels[`__scrape_${what}__`] ?? "";
  const duration = parseDuration(text, version);
  if (!duration.ok) {
    const prometheus = `error parsing scrape ${what}: ${duration.problems[0].prometheus}`;
    return problem(TIME_CODES[what].invalid, { parameters: { text }, prometheus });
  }
  if (duration.value !== 0) return duration.value;
  return problem(TIME_CODES[what].zero, { prometheus: `scrape ${what} cannot be 0` });
}

/** What Go's ParseBool takes. */
const GO_BOOLEAN = /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;

function checkHistograms(labels: LabelSet, version: PrometheusVersion): Problem | null {
  if (!hasHistogramLabels(version)) return null;
  const bad = HISTOGRAM_FIELDS.find((field) => !GO_BOOLEAN.test(labels[`__${field}__`] ?? ""));
  if (bad === undefined) return null;
  const text = labels[`__${bad}__`] ?? "";
  const reason = `strconv.ParseBool: parsing ${goQuote(text, semanticsOf(version).unicode)}: invalid syntax`;
  const prometheus = `error parsing ${bad.replaceAll("_", " ")}: ${reason}`;
  return problem("target/histograms", { parameters: { name: `__${bad}__`, text }, prometheus });
}

function removeMeta(labels: LabelSet): LabelSet {
  const entries = Object.entries(labels);
  const kept = entries.filter(([name]) => !name.startsWith("__meta_"));
  return kept.length === entries.length ? labels : toLabelSet(kept);
}

function setInstance(labels: LabelSet): LabelSet {
  return labels.instance === undefined ? withLabel(labels, "instance", labels.__address__ ?? "") : labels;
}

function withLabel(labels: LabelSet, name: string, value: string): LabelSet {
  return toLabelSet([...Object.entries(labels), [name, value]]);
}

function toKept(labels: LabelSet, job: TargetJob): KeptTarget {
  return {
    kind: "kept",
    labels,
    publicLabels: toLabelSet(Object.entries(labels).filter(([name]) => !name.startsWith("__"))),
    scrapeUrl: renderScrapeUrl(labels, job.params ?? {}),
    interval: labels.__scrape_interval__ ?? "",
    timeout: labels.__scrape_timeout__ ?? "",
  };
}
