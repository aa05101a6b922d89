import { type Comparison, type Difference, includesSentence, refusalsOf } from "./compare-rules";
import { checkConfigs, type Promtool } from "./promtool";

/** Whole configs: the verdict is what has to agree; how often the sentences do is told. */
export type ConfigComparison = Comparison & {
  /** Refused by both, in other words. */
  readonly otherWords: readonly Difference[];
  /** Different verdicts that a rule below explains, by its name. */
  readonly explained: Readonly<Record<string, number>>;
};

type Case = Difference & { readonly theirs: string | null };

/** Different verdicts that docs/exactness.md tells of. Nothing else may differ. */
const EXPLAINED: Readonly<Record<string, (one: Case) => boolean>> = {
  // Debian leaves kinds of discovery out that upstream's builds have.
  "debian-build": ({ theirs }) => /field \w+_sd_configs not found in type /.test(theirs ?? ""),
  // Rare kinds of discovery are accepted whatever stands in them.
  "rare-discovery": ({ input, ours, theirs }) => theirs !== null && (ours as string[]).length === 0 && RARE.test(input),
};

const RARE =
  /\b(?:azure|consul|digitalocean|docker|dockerswarm|ec2|eureka|gce|hetzner|ionos|kuma|lightsail|linode|marathon|nerve|nomad|openstack|ovhcloud|puppetdb|scaleway|serverset|stackit|triton|uyuni|vultr|aws)_sd_configs:/;

/** Verdicts of promtool and of our check for whole configs, good, bad and broken. */
export function compareConfigs(promtool: Promtool, texts: readonly string[]): ConfigComparison {
  const theirs = checkConfigs(promtool, texts, true);
  const cases = texts.map((input, i): Case => ({ input, ours: refusalsOf(input, promtool.version), theirs: theirs[i] ?? null }));
  const isRefused = ({ ours }: Case) => (ours as string[]).length > 0;
  const differences: Difference[] = [];
  const explained: Record<string, number> = {};
  for (const one of cases.filter((each) => isRefused(each) !== (each.theirs !== null))) {
    const rule = Object.keys(EXPLAINED).find((name) => EXPLAINED[name]?.(one));
    if (rule === undefined) differences.push(one);
    else explained[rule] = (explained[rule] ?? 0) + 1;
  }
  const otherWords = cases.filter((one) => {
    return one.theirs !== null && isRefused(one) && !includesSentence(one.ours as string[], one.theirs);
  });
  return { cases: texts.length, undefinedCases: 0, differences, otherWords, explained };
}
