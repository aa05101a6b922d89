import { type Exporter, type Page, page, TEXT_FORMAT } from "./exporters";

/** What a request to a pod that was planted to fail comes to. */
export type PlantedFailure =
  | { readonly kind: "page"; readonly page: Page }
  /** Never answered: the client's own deadline ends it. */
  | { readonly kind: "hang" }
  /** Nothing listens; the API server says so itself. */
  | { readonly kind: "refused"; readonly exporter?: never }
  /** It listens, but not with the scheme of its annotation. */
  | { readonly kind: "other_scheme"; readonly exporter: Exporter };

const answer = (code: number, body: string, contentType: string | null): PlantedFailure => ({
  kind: "page",
  page: page(code, body, contentType),
});

const METRICS = "# TYPE up_again gauge\nup_again 1\n";
const well = () => page(200, METRICS, TEXT_FORMAT);

/** Pods of namespace edge in cluster beta, with the failures that the real Prometheus reported for each. */
const FAILURES: Record<string, PlantedFailure> = {
  "bad-404": answer(404, "404 page not found\n", "text/plain; charset=utf-8"),
  "bad-500": answer(500, "boom\n", "text/plain; charset=utf-8"),
  "bad-garbage": answer(200, "this is not a metrics page\n", TEXT_FORMAT),
  "bad-html": answer(200, "<html><body>Sign in</body></html>\n", "text/html; charset=utf-8"),
  "bad-http-as-https": { kind: "other_scheme", exporter: { scheme: "http", answer: well } },
  "bad-https-as-http": { kind: "other_scheme", exporter: { scheme: "https", answer: well } },
  "bad-json": answer(200, '{"up":1}\n', "application/json"),
  "bad-needs-token": answer(401, "Unauthorized\n", "text/plain; charset=utf-8"),
  "bad-nocontenttype": answer(200, METRICS, null),
  "bad-octet": answer(200, METRICS, "application/octet-stream"),
  "bad-redirect": {
    kind: "page",
    page: { code: 302, headers: { location: "/other" }, body: "" },
  },
  "bad-refused": { kind: "refused" },
  "bad-slow": { kind: "hang" },
  "on-dead-node": { kind: "hang" },
};

/** @returns null for a pod that is well */
export function findPlantedFailure(namespace: string, podName: string): PlantedFailure | null {
  return namespace === "edge" ? (FAILURES[podName] ?? null) : null;
}

/** Where bad-redirect leads to. */
export const REDIRECTED_PAGE = { path: "/other", page: well() };
