import { expect, test } from "vitest";
import type { RenderedJob } from "./bundle";
import { BUNDLE_LIMIT, checkSize, MAIN_LIMIT, SECRET_LIMIT, type SizeLimit } from "./check-size";

const MEBIBYTE = 1024 * 1024;

function bundle(mainBytes: number, otherBytes: number, clusters: number) {
  const file = (path: string, bytes: number) => ({ path, content: "x".repeat(bytes), mode: 0o640, isSecret: false });
  const jobs = Array.from({ length: clusters }, (_, index): RenderedJob => {
    return { jobName: `c${index}/nodes`, cluster: `c${index}`, template: null, firstLine: 1, lastLine: 1 };
  });
  return { files: [file("prometheus.yml", mainBytes), file("token", otherBytes)], jobs };
}

test.each<[guarantee: string, limit: SizeLimit, main: number, other: number, expected: object | null]>([
  ["a Secret that is just full", SECRET_LIMIT, MEBIBYTE - 1, 1, null],
  [
    "a Secret with one byte more says how many clusters fit",
    SECRET_LIMIT,
    MEBIBYTE,
    1,
    { code: "bundle/secret-too-big", parameters: { size: "1.01", limit: "1.00", clusters: 180, fitting: 179 } },
  ],
  ["the main file alone", { ...MAIN_LIMIT, bytes: 10 }, 10, 100, null],
  ["a main file that is too big", { ...MAIN_LIMIT, bytes: 10 }, 11, 0, { code: "bundle/main-too-big" }],
  ["all files together", { ...BUNDLE_LIMIT, bytes: 10 }, 6, 5, { code: "bundle/bundle-too-big", parameters: { fitting: 163 } }],
])("%s", (_guarantee, limit, main, other, expected) => {
  const found = checkSize(bundle(main, other, 180), limit);
  if (expected === null) expect(found).toBeNull();
  else expect(found).toMatchObject(expected);
});
