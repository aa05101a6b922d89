import { expect, test } from "vitest";
import { compareLoadedConfig, lostByReplacing } from "./compare-config";

const OURS = `global: { scrape_interval: 60s }
scrape_configs:
  - job_name: own
    static_configs: [{ targets: [localhost:9090] }]
  - job_name: alpha/nodes
    scrape_interval: 90s
    honor_labels: false
    authorization: { type: Bearer, credentials_file: promfleet/credentials/alpha/token-1 }
    relabel_configs: [{ action: labeldrop, regex: x, separator: "" }]
`;
const LOADED = `global:
  scrape_interval: 1m
  scrape_timeout: 10s
scrape_configs:
- job_name: own
  honor_timestamps: true
- job_name: alpha/nodes
  scrape_interval: 1m30s
  authorization:
    type: Bearer
    credentials_file: /etc/prometheus/promfleet/credentials/alpha/token-1
  relabel_configs:
  - regex: x
    replacement: $1
    action: labeldrop
`;
const GENERATED = new Set(["alpha/nodes"]);

test.each<[guarantee: string, loaded: string, expected: string[]]>([
  ["defaults, resolved paths, other spellings and left-out zeros are no differences", LOADED, []],
  [
    "another credential file is one",
    LOADED.replace("token-1", "token-2"),
    ["scrape_configs[alpha/nodes].authorization.credentials_file"],
  ],
  [
    "a file whose name only ends alike is one",
    LOADED.replace("/promfleet/", "/xpromfleet/"),
    ["scrape_configs[alpha/nodes].authorization.credentials_file"],
  ],
  ["another duration is one", LOADED.replace("1m30s", "1m31s"), ["scrape_configs[alpha/nodes].scrape_interval"]],
  ["a missing rule is one", LOADED.replace(/ {2}relabel_configs:[\s\S]*$/, ""), ["scrape_configs[alpha/nodes].relabel_configs"]],
  ["a changed rule is one", LOADED.replace("labeldrop", "labelkeep"), ["scrape_configs[alpha/nodes].relabel_configs[0].action"]],
  ["a missing job is one", LOADED.replace(/- job_name: alpha[\s\S]*$/, ""), ["scrape_configs[alpha/nodes]"]],
  ["a foreign job is one", `${LOADED}- job_name: foreign\n`, ["scrape_configs[foreign]"]],
  ["a missing section is one", LOADED.replace("global", "alerting"), ["global"]],
  ["a masked secret equals every secret", LOADED.replace("type: Bearer", "type: <secret>"), []],
])("%s", async (_guarantee, loaded, expected) => {
  expect(await compareLoadedConfig(OURS, loaded, GENERATED)).toEqual(expected);
  // A text with an anchor cannot be cut into jobs, and is compared as a whole.
  expect(await compareLoadedConfig(`anchored: &anchor []\n${OURS}`, loaded, GENERATED)).toEqual(expected);
});

test.each<[guarantee: string, before: string, after: string, lost: string[]]>([
  [
    "a job that is not kept is lost",
    OURS,
    "scrape_configs: [{ job_name: own }]\nglobal: {a: b}",
    ["scrape_configs[alpha/nodes]"],
  ],
  ["a section that is not kept is lost", "rule_files: [a.yml]", "global: {}", ["rule_files"]],
  ["an empty section is not missed", "rule_files: []", "global: {}", []],
  ["nothing is lost by more", "scrape_configs: [{ job_name: own }]", OURS, []],
  ["a file that cannot be read may hold anything", "a: [", OURS, ["(unreadable)"]],
])("%s", (_guarantee, before, after, lost) => {
  expect(lostByReplacing(before, after)).toEqual(lost);
});
