import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { articleDraft } from "./article-draft";
import { DEFAULT_JOB, type LabDraft } from "./lab-draft";
import { decodeLabLink, encodeLabLink, isLabLink, SHARE_LINK_LENGTH_MAX } from "./share-link";
import { builtInStarts, draftFromJob } from "./starts";

const draft = (part: Partial<LabDraft> = {}): LabDraft => ({ ...articleDraft(), ...part });

async function fragmentOf(state: LabDraft): Promise<string> {
  const link = await encodeLabLink(state);
  if (!link.ok) throw new Error(link.problems[0].code);
  return link.value;
}

const codesOf = async (state: LabDraft) => {
  const link = await encodeLabLink(state);
  return link.ok ? [] : link.problems.map(({ code }) => code);
};

test("a draft comes back as it was", async () => {
  const state = draft({ rulesOff: [1, 3], prometheusVersion: "2.53.3" });
  const fragment = await fragmentOf(state);
  expect(fragment).toMatch(/^#lab=1\.[a-z0-9]+\.[A-Za-z0-9_-]+$/);
  expect(await decodeLabLink(fragment)).toEqual({ ok: true, value: state });
});

test("any texts come back as they were", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }), async (rulesText, labelsText) => {
      const state = draft({ rulesText, labelsText, job: { ...DEFAULT_JOB } });
      const link = await encodeLabLink(state);
      if (link.ok) expect(await decodeLabLink(link.value)).toEqual({ ok: true, value: state });
    }),
    { numRuns: 100 },
  );
});

test("the article's example makes a link that a chat program takes", async () => {
  expect((await fragmentOf(draft())).length).toBeLessThan(2_500);
});

test("every start of the lab can be shared: no false alarm about secrets", async () => {
  for (const { config } of builtInStarts()) {
    const link = await encodeLabLink(draftFromJob(config, "3.5.3"));
    expect(link.ok ? [] : link.problems).toEqual([]);
  }
});

test("a draft that is too large is refused with both lengths", async () => {
  let noise = "";
  for (let i = 0; i < 12_000; i++) noise += `${(i * 2_654_435_761).toString(36)}\n`;
  const link = await encodeLabLink(draft({ labelsText: noise }));
  expect(link).toMatchObject({ problems: [{ code: "share/too-large", parameters: { max: SHARE_LINK_LENGTH_MAX } }] });
});

describe("a link that cannot be read", () => {
  test.each([
    ["no data", () => "#lab="],
    ["cut at the end", (link: string) => link.slice(0, -20)],
    ["one character changed", (link: string) => link.replace(/(.{60})[^A](.*)$/, "$1A$2")],
    ["a stray character", (link: string) => `${link}%`],
    ["another checksum", (link: string) => link.replace(/\.[a-z0-9]+\./, ".1.")],
    ["not deflated at all", () => "#lab=1.abc.AAAA"],
  ])("%s: damaged", async (_guarantee, damage) => {
    expect(await decodeLabLink(damage(await fragmentOf(draft())))).toMatchObject({ problems: [{ code: "share/damaged" }] });
  });

  test("a format of a newer Promfleet is called so", async () => {
    const link = (await fragmentOf(draft())).replace("#lab=1.", "#lab=2.");
    expect(await decodeLabLink(link)).toMatchObject({ problems: [{ code: "share/other-format" }] });
  });

  test("a link that unpacks without end is given up", async () => {
    const bomb = new Response(new Blob(["0".repeat(50_000_000)]).stream().pipeThrough(new CompressionStream("deflate-raw")));
    const data = Buffer.from(await bomb.arrayBuffer()).toString("base64url");
    expect(await decodeLabLink(`#lab=1.abc.${data}`)).toMatchObject({ problems: [{ code: "share/damaged" }] });
  });

  test("JSON that is no draft", async () => {
    const link = await encodeLabLink({ ...draft(), prometheusVersion: "latest" });
    expect(await decodeLabLink(link.ok ? link.value : "")).toMatchObject({ problems: [{ code: "share/damaged" }] });
  });
});

test.each([
  ["#lab=1.a.b", true],
  ["#content", false],
  ["", false],
])("%j is a link of the lab: %j", (fragment, expected) => expect(isLabLink(fragment)).toBe(expected));

// Put together here, so that scanners of this repository find nothing.
const JWT = ["eyJhbGciOiJSUzI1NiJ9", "eyJzdWIiOiJhZG1pbiJ9", "c2lnbmF0dXJl"].join(".");
const PEM = `-----BEGIN ${"PRIVATE"} KEY-----\nMC4CAQ\n-----END ${"PRIVATE"} KEY-----`;

describe("secrets", () => {
  test.each<[string, Partial<LabDraft>, string, number]>([
    ["a JSON Web Token among the labels", { labelsText: `a="b"\nc="${JWT}"` }, "labels", 2],
    ["a private key", { labelsText: `x="1"\n\n${PEM}` }, "labels", 3],
    ["a bearer credential in a rule", { rulesText: "# Bearer abcdefghijklmnop0123\n- { target_label: a }" }, "rules", 1],
    ["a basic credential", { labelsText: 'auth="Basic dXNlcjpwYXNzd29yZA=="' }, "labels", 1],
    ["a password in a URL", { labelsText: '__param_target="https://me:hunter2@example.com/"' }, "labels", 1],
    ["a password key", { rulesText: "basic_auth:\n  username: me\n  password: hunter2" }, "rules", 3],
    ["a password on the line below its key", { rulesText: "basic_auth:\n  password:\n    hunter2" }, "rules", 3],
    ["a password key in JSON", { labelsText: '{"db_password": "hunter2"}' }, "labels", 1],
    ["a password key in JSON inside a label", { labelsText: 'a="{\\"password\\":\\"hunter2\\"}"' }, "labels", 1],
    ["a secret parameter as a label", { labelsText: '__param_token="hunter2"' }, "labels", 1],
    [
      "a secret written by a rule",
      { rulesText: "- target_label: a\n- target_label: __param_token\n  replacement: hunter2" },
      "rules",
      2,
    ],
    ["a token of a code host", { labelsText: `a="${"ghp_"}${"a1".repeat(18)}"` }, "labels", 1],
  ])("%s is refused with its line, and not repeated", async (_guarantee, part, where, line) => {
    const link = await encodeLabLink(draft(part));
    expect(link).toMatchObject({ ok: false, problems: [{ code: "share/secret", parameters: { where, line } }] });
    expect(JSON.stringify(link)).not.toMatch(/hunter2|eyJ|MC4CAQ|dXNlcj|ghp_/);
  });

  test("a secret parameter of the job is refused", async () => {
    const job = { ...DEFAULT_JOB, params: "module=x&auth_token=hunter2" };
    expect(await codesOf(draft({ job }))).toContain("share/secret-parameter");
  });

  test.each([
    ["the name of a file", { rulesText: "authorization:\n  credentials_file: /etc/token" }],
    ["a masked secret", { rulesText: "password: <secret>" }],
    ["the name of a Kubernetes secret", { labelsText: '__meta_kubernetes_pod_annotation_secret_name="db"' }],
    ["a flag", { labelsText: '__meta_kubernetes_pod_annotation_automount_token="false"' }],
    ["a reference to a label", { rulesText: "- { source_labels: [a], target_label: __param_token, replacement: $1 }" }],
    ["words", { rulesText: "# Basic settings, bearer of news\n- { target_label: a, replacement: basic auth }" }],
    ["an IPv6 address in a URL", { labelsText: 'a="http://[fd00::1]:80/@x"' }],
    ["a port in a URL", { labelsText: 'a="https://example.com:8443/metrics"' }],
  ])("%s is no secret", async (_guarantee, part) => {
    expect(await codesOf(draft(part))).toEqual([]);
  });
});
