import { ARTICLE_EXAMPLE } from "@/lib/relabel/article-example";
import type { LabDraft } from "./lab-draft";

/** What the lab shows at first: the worked example of the article that Promfleet grew out of. */
export function articleDraft(): LabDraft {
  const { rulesText, labelsText, job } = ARTICLE_EXAMPLE;
  return { rulesText, labelsText, job: { ...job, params: "" }, prometheusVersion: "3.5.3", rulesOff: [] };
}
